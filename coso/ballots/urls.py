from django.urls import path

from coso.ballots import views

app_name = "ballots"

urlpatterns = [
    path("<int:pk>/", views.ballot, name="ballot"),
    path("<int:pk>/dong/", views.close, name="close"),
    path("phieu/<int:pk>/", views.vote, name="vote"),
    path("phieu/<int:pk>/giay/", views.mark_paper, name="mark_paper"),
]
