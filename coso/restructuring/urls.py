from django.urls import path

from coso.restructuring import views

app_name = "restructuring"

urlpatterns = [
    path("", views.plans, name="plans"),
    path("them/", views.new, name="new"),
    path("phu-kin/", views.coverage, name="coverage"),
    path("phu-kin/<int:pk>/", views.coverage_of, name="coverage_of"),
    path("phu-kin/<int:pk>/<int:area>/", views.cover, name="cover"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/sua/", views.edit, name="edit"),
    path("<int:pk>/xep/", views.arrange, name="arrange"),
    path("<int:pk>/mau/", views.recipe, name="recipe"),
    path("<int:pk>/viec/<slug:do>/", views.add, name="add"),
    path("<int:pk>/bo-viec/<int:place>/", views.remove, name="remove"),
    path("<int:pk>/dua-len/<int:place>/", views.up, name="up"),
    path("<int:pk>/kiem-tra/", views.check, name="check"),
    path("<int:pk>/quyet-dinh/", views.decide, name="decide"),
    path("<int:pk>/thu-hoi/", views.call_back, name="call_back"),
    path("<int:pk>/tiep-tuc/", views.go_on, name="go_on"),
    path("<int:pk>/bo/", views.drop, name="drop"),
    path("<int:pk>/toml/", views.toml, name="toml"),
]
