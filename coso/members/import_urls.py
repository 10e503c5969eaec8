from django.urls import path

from coso.members.views import imports

app_name = "imports"

urlpatterns = [
    path("", imports.index, name="list"),
    path("moi/", imports.new, name="new"),
    path("viec/<int:pk>/", imports.reading, name="reading"),
    path("dong/<int:pk>/tra-loi/", imports.answer, name="answer"),
    path("<int:pk>/", imports.batch, name="batch"),
    path("<int:pk>/cot/", imports.mapping, name="mapping"),
    path("<int:pk>/ghi/", imports.enter, name="enter"),
    path("<int:pk>/hoan-tac/", imports.undo, name="undo"),
    path("<int:pk>/bo/", imports.discard, name="discard"),
    path("<int:pk>/dong-loi/", imports.refused, name="refused"),
]
