"""Signing in to read English, opening a page, and counting what it asks of the database."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_user


def sign_in(client, role, unit):
    user = make_user(role, unit)
    client.force_login(user)
    client.cookies["django_language"] = client.cookies["coso_language"] = "en"
    return user


def page(client, name, *args, **query):
    response = client.get(reverse(f"org:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def assert_costs_the_same(client, url, more, *, at_most):
    """The page asks the database no more often with 3 rows than with 1, and not too often."""
    costs = []
    for rows in (1, 2):
        for _ in range(rows):
            more()
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= at_most
