from django.urls import path

from coso.procedures.views import acts, papers, reading

app_name = "procedures"

urlpatterns = [
    path("", reading.index, name="list"),
    path("don-vi/", reading.units, name="units"),
    path("bang/<slug:key>/", reading.board, name="board"),
    path("thong-ke/<slug:key>/", reading.statistics, name="statistics"),
    path("mo/<slug:key>/", acts.open_one, name="open"),
    path("giay-to/<int:pk>/", papers.download, name="paper"),
    path("giay-to/<int:pk>/rut/", papers.withdraw, name="withdraw_paper"),
    path("<str:number>/", reading.case, name="case"),
    path("<str:number>/buoc/", acts.step, name="step"),
    path("<str:number>/bo-phieu-kin/", acts.open_ballot, name="open_ballot"),
    path("<str:number>/tra-lai/", acts.hand_back, name="hand_back"),
    path("<str:number>/khong-dong-y/", acts.refuse, name="refuse"),
    path("<str:number>/huy/", acts.cancel, name="cancel"),
    path("<str:number>/mo-lai/", acts.reopen, name="reopen"),
    path("<str:number>/lam-giay/<slug:key>/", papers.make, name="make_paper"),
    path("<str:number>/giay-to/<slug:key>/", papers.add, name="add_paper"),
]
