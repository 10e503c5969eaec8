from django.conf import settings
from django.urls import path

from coso.home import views

app_name = "home"

urlpatterns = [
    path("", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("look/", views.look, name="look"),
    path("language/", views.language, name="language"),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns += [path("gallery/", views.gallery, name="gallery")]
