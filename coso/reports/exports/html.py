"""The report as one web page that stands alone."""

from __future__ import annotations

from django.template.loader import render_to_string

from coso.reports.exports.paper import Paper


def written(paper: Paper) -> bytes:
    return render_to_string("reports/paper.html", {"paper": paper}).encode()
