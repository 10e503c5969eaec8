from django.urls import include, path

from config.api import urls as api_urls

urlpatterns = [
    path("", include("coso.home.urls")),
    path("", include("coso.common.urls")),
    path("", include("coso.access.urls")),
    path("so-tay/bao-tin/", include("coso.notices.urls")),
    path("so-tay/", include("coso.handbook.urls")),
    path("api/", api_urls()),
    path("so-lieu/", include("coso.figures.urls")),
    path("bao-cao/", include("coso.reports.urls")),
    path("chi-tieu/", include("coso.targets.urls")),
    path("van-ban/", include("coso.documents.urls")),
    path("nhiem-vu/", include("coso.assignments.urls")),
    path("doi-thoai/", include("coso.dialogue.urls")),
    path("khao-sat/", include("coso.surveys.urls")),
    path("ke-hoach/", include("coso.plans.urls")),
    path("cap-uy/", include("coso.committees.urls")),
    path("sinh-hoat/", include("coso.meetings.urls")),
    path("quy-dinh/", include("coso.rulebook.urls")),
    path("to-chuc/", include("coso.org.urls")),
    path("dang-vien/", include("coso.members.urls")),
    path("sap-xep/", include("coso.restructuring.urls")),
    path("nhap-du-lieu/", include("coso.members.import_urls")),
    path("bo-phieu/", include("coso.ballots.urls")),
    path("dang-vien/", include("coso.statuses.urls")),
    path("chuyen-sinh-hoat/", include("coso.transfers.urls")),
    path("quy-trinh/", include("coso.procedures.urls")),
    path("phat-trien/", include("coso.admissions.urls")),
]

handler500 = "coso.home.views.server_error"
