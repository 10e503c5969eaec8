from django.urls import path

from coso.rulebook import views

app_name = "rulebook"

urlpatterns = [
    path("", views.regulations, name="regulations"),
    path("van-ban/<slug:slug>/", views.regulation, name="regulation"),
    path("gia-tri/", views.values, name="values"),
    path("gia-tri/<str:key>/", views.key, name="key"),
    path("gia-tri/<str:key>/chot/", views.settle, name="settle"),
    path("gia-tri/<str:key>/chot/<int:pk>/thoi/", views.end, name="end"),
    path("thay-doi/", views.changes, name="changes"),
    path("can-chot/", views.unsettled, name="unsettled"),
    path("ngay-nghi/", views.days_off, name="days_off"),
    path("ngay-nghi/them/", views.add_days_off, name="add_days_off"),
    path("ngay-nghi/<int:pk>/rut/", views.withdraw_days_off, name="withdraw_days_off"),
]
