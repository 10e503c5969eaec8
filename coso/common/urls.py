from django.urls import path

from coso.common import views
from coso.common.operations.views import exchange, offline, worker

app_name = "common"

urlpatterns = [
    path("filters/", views.save_filter, name="save_filter"),
    path("filters/<int:pk>/forget/", views.forget_filter, name="forget_filter"),
    path("dong-bo/", exchange, name="exchange"),
    path("ngoai-tuyen/", offline, name="offline"),
    path("ngoai-tuyen/sw.js", worker, name="worker"),
]
