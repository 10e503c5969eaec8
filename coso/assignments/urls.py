from django.urls import path

from coso.assignments.views import acts, reading

app_name = "assignments"

urlpatterns = [
    path("", reading.index, name="list"),
    path("cap-duoi/", reading.below, name="below"),
    path("cua-toi/", reading.mine, name="mine"),
    path("moi/", acts.new, name="new"),
    path("tep/<int:pk>/", reading.download, name="file"),
    path("van-ban/<int:pk>/", reading.of_paper, name="of_paper"),
    path("<int:pk>/", reading.assignment, name="assignment"),
    path("<int:pk>/<slug:verb>/", acts.act, name="act"),
]
