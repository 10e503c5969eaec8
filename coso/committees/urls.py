from django.urls import path

from coso.committees import views

app_name = "committees"

urlpatterns = [
    path("", views.seats, name="list"),
    path("moi/", views.new, name="new"),
    path("<int:pk>/", views.seat, name="seat"),
    path("<int:pk>/doi/", views.change, name="change"),
    path("<int:pk>/thoi/", views.end, name="end"),
]
