from django.urls import path

from coso.figures import views

app_name = "figures"

urlpatterns = [
    path("", views.page, name="page"),
    path("cong-bo/", views.public_index, name="public_index"),
    path("cong-bo/<int:pk>/", views.public_unit, name="public_unit"),
    path("cong-bo/<int:pk>/thu-hoi/", views.take_back, name="take_back"),
    path("<int:pk>/", views.unit, name="unit"),
    path("<int:pk>/cards/", views.unit_cards, name="unit_cards"),
    path("<int:pk>/ages/", views.unit_ages, name="unit_ages"),
    path("<int:pk>/below/", views.unit_below, name="unit_below"),
    path("<int:pk>/all/", views.unit_all, name="unit_all"),
    path("<int:pk>/<str:key>/", views.one, name="indicator"),
    path("<int:pk>/<str:key>/cong-bo/", views.release, name="release"),
    path("<int:pk>/<str:key>/records/", views.records, name="records"),
]
