from django.urls import path

from coso.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.index, name="index"),
    path("cach-nhan/", views.settings, name="settings"),
]
