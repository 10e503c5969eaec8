from django.urls import path

from coso.home import views

app_name = "home"

urlpatterns = [
    path("", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("look/", views.look, name="look"),
    path("gallery/", views.gallery, name="gallery"),
    path("language/", views.language, name="language"),
]
