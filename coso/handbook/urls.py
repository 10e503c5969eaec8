from django.urls import path

from coso.handbook import views

app_name = "handbook"

urlpatterns = [
    path("", views.today, name="today"),
    path("tra-loi/<int:pk>/", views.answer, name="answer"),
]
