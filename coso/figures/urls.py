from django.urls import path

from coso.figures import views

app_name = "figures"

urlpatterns = [
    path("", views.page, name="page"),
    path("<int:pk>/", views.unit, name="unit"),
    path("<int:pk>/cards/", views.unit_cards, name="unit_cards"),
    path("<int:pk>/ages/", views.unit_ages, name="unit_ages"),
    path("<int:pk>/below/", views.unit_below, name="unit_below"),
    path("<int:pk>/all/", views.unit_all, name="unit_all"),
    path("<int:pk>/<str:key>/", views.one, name="indicator"),
    path("<int:pk>/<str:key>/records/", views.records, name="records"),
]
