from django.urls import path

from coso.home import views

app_name = "home"

urlpatterns = [
    path("", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/result/", views.job_result, name="job_result"),
    path("jobs/<int:pk>/stop/", views.stop_job, name="stop_job"),
    path("look/", views.look, name="look"),
    path("gallery/", views.gallery, name="gallery"),
    path("language/", views.language, name="language"),
]
