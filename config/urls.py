from django.urls import include, path

urlpatterns = [
    path("", include("coso.home.urls")),
    path("accounts/", include("allauth.urls")),
]
