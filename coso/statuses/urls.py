from django.urls import path

from coso.statuses import views

app_name = "statuses"

urlpatterns = [
    path("huy-hieu/", views.badges, name="badges"),
    path("huy-hieu/<int:pk>/", views.early, name="early"),
    path("kiem-tra/<slug:kind>/", views.checks, name="checks"),
]
