from django.urls import path

from coso.targets import views

app_name = "targets"

urlpatterns = [
    path("", views.schemes, name="list"),
    path("cho-xu-ly/", views.waiting, name="waiting"),
    path("them/", views.new_scheme, name="new"),
    path("mo-hinh/", views.new_models, name="new_models"),
    path("mo-hinh/dang-ky/", views.register_model, name="register_model"),
    path("mo-hinh/<int:pk>/", views.new_model, name="new_model"),
    path("giao/<int:pk>/", views.assignment, name="assignment"),
    path("giao/<int:pk>/chia/", views.split, name="split"),
    path("ket-qua/<int:pk>/tep/", views.result_file, name="result_file"),
    path("giao/<int:pk>/<slug:verb>/", views.act, name="act"),
    path("<int:pk>/", views.board, name="board"),
    path("<int:pk>/xu-huong/", views.trends, name="trends"),
    path("<int:pk>/chi-tieu-moi/", views.new_target, name="new_target"),
]
