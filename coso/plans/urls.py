from django.urls import path

from coso.plans import views

app_name = "plans"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("chi-bo/", views.branch, name="branch"),
    path("chi-bo/<int:member>/<int:year>/", views.register_for, name="register_for"),
    path("soan/<int:year>/", views.write, name="write"),
    path("dang-ky/<int:year>/", views.register, name="register"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/ke-hoach.<slug:kind>", views.paper, name="paper"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
