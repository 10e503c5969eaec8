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
    path("chua-vao-so/", views.not_entered, name="not_entered"),
    path("chua-vao-so/<int:pk>/", views.operation, name="operation"),
    path("chua-vao-so/<int:pk>/vao-so/", views.enter_operation, name="enter_operation"),
    path("chua-vao-so/<int:pk>/de-lai/", views.set_aside_operation, name="set_aside_operation"),
    path("nhac-viec/", views.reminders, name="reminders"),
    path("nhac-viec/lich-moi/", views.new_calendar, name="new_calendar"),
    path("lich/<str:secret>.ics", views.calendar, name="calendar"),
    path("look/", views.look, name="look"),
    path("gallery/", views.gallery, name="gallery"),
    path("language/", views.language, name="language"),
]
