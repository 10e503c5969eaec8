from django.urls import path

from coso.common import views

app_name = "common"

urlpatterns = [
    path("filters/", views.save_filter, name="save_filter"),
    path("filters/<int:pk>/forget/", views.forget_filter, name="forget_filter"),
]
