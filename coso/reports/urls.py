from django.urls import path

from coso.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="list"),
    path("kiem-tra/", views.check_text, name="check"),
    path("chot/<int:pk>/", views.settled, name="settled"),
    path("viec/<int:pk>/", views.work, name="work"),
    path("viec/<int:pk>/viet/", views.write, name="write"),
    path("viec/<int:pk>/buoc/<str:name>/", views.step, name="step"),
    path("mau/<int:pk>/", views.template, name="template"),
    path("cap-duoi/<int:pk>/", views.calls, name="calls"),
    path("cap-duoi/thoi/<int:pk>/", views.end, name="end_call"),
    path("<int:pk>/<str:key>/begin/", views.begin, name="begin"),
    path("<int:pk>/<str:key>/", views.report, name="report"),
    path("<int:pk>/<str:key>/settle/", views.settle, name="settle"),
]
