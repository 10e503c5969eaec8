from django.urls import path

from coso.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.index, name="index"),
    path("cach-nhan/", views.settings, name="settings"),
    path("may-nay/", views.add_phone, name="add_phone"),
    path("may/<int:pk>/thoi/", views.end_phone, name="end_phone"),
    path("gui/<slug:verb>/", views.way, name="way"),
]
