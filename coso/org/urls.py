from django.urls import path

from coso.org import views

app_name = "org"

urlpatterns = [
    path("", views.tree, name="tree"),
    path("danh-sach/", views.search, name="search"),
    path("chuyen-don-vi/", views.switch, name="switch"),
    path("<int:pk>/", views.unit, name="unit"),
    path("<int:pk>/cap-duoi/", views.children, name="children"),
    path("<int:pk>/thanh-lap/", views.found, name="found"),
    path("<int:pk>/thanh-lap-tu-bang/", views.found_many, name="found_many"),
    path("<int:pk>/doi-ten/", views.rename, name="rename"),
    path("<int:pk>/sua/", views.correct, name="correct"),
    path("<int:pk>/chuyen/", views.move, name="move"),
    path("<int:pk>/doan-the/", views.bodies, name="bodies"),
    path("<int:pk>/doan-the/<int:body>/sua/", views.correct_body, name="correct_body"),
    path("<int:pk>/doan-the/<int:body>/ket-thuc/", views.end_body, name="end_body"),
    path("<int:pk>/dia-ban/", views.areas, name="areas"),
    path("<int:pk>/dia-ban/them/", views.add_area, name="add_area"),
    path("<int:pk>/dia-ban/phu-trach/", views.add_place, name="add_place"),
    path("<int:pk>/dia-ban/<int:area>/", views.serve, name="serve"),
    path("<int:pk>/dia-ban/<int:area>/dac-diem/", views.area_traits, name="area_traits"),
    path("<int:pk>/dia-ban/<int:area>/sua/", views.correct_area, name="correct_area"),
    path("<int:pk>/dia-ban/<int:area>/thoi/", views.stop, name="stop"),
]
