from django.urls import path

from coso.admissions.views import overview, source_list

app_name = "admissions"

urlpatterns = [
    path("", source_list.index, name="list"),
    path("them/", source_list.add, name="add"),
    path("tong-quan/", overview.overview, name="overview"),
    path("chi-bo-chua-ket-nap/", overview.without, name="without"),
    path("<int:pk>/", source_list.applicant, name="applicant"),
    path("<int:pk>/hien/", source_list.reveal, name="reveal"),
    path("<int:pk>/sua/", source_list.correct, name="correct"),
    path("<int:pk>/rut-dong-y/", source_list.withdraw, name="withdraw"),
    path("<int:pk>/bat-dau/", source_list.begin, name="begin"),
]
