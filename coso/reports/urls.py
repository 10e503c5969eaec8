from django.urls import path

from coso.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="list"),
    path("kiem-tra/", views.check_text, name="check"),
    path("chot/<int:pk>/", views.settled, name="settled"),
    path("<int:pk>/<str:key>/", views.report, name="report"),
    path("<int:pk>/<str:key>/settle/", views.settle, name="settle"),
]
