from django.urls import path

from coso.transfers import views

app_name = "transfers"

urlpatterns = [
    path("nhieu-nguoi/<int:pk>/", views.together, name="together"),
    path("tam-thoi/<int:pk>/", views.here, name="here"),
    path("tam-thoi/<int:pk>/tap-hop/", views.gather, name="gather"),
]
