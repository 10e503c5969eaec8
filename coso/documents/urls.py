from django.urls import path

from coso.documents.views import drafts, library, marks, numbers, papers, reading, receipts

app_name = "documents"

urlpatterns = [
    path("", reading.register, name="list"),
    path("du-thao/", papers.choose, name="choose"),
    path("du-thao/moi/", papers.new_draft, name="draft"),
    path("den/moi/", papers.new_received, name="receive"),
    path("so/", numbers.numbers, name="numbers"),
    path("so/giu/", numbers.reserve, name="reserve"),
    path("so/nhiem-ky/", numbers.set_term, name="set_term"),
    path("so/tiep/", numbers.take_over, name="take_over"),
    path("tep/<int:pk>/", papers.download, name="file"),
    path("thu-vien/", library.library, name="library"),
    path("thu-vien/<int:pk>/", library.publication, name="publication"),
    path("thu-vien/<int:pk>/tep/", library.publication_file, name="publication_file"),
    path("thu-vien/<int:pk>/pdf/", library.publication_pdf, name="publication_pdf"),
    path("cua-toi/", marks.mine, name="mine"),
    path("cua-toi/goi/", marks.shelf, name="shelf"),
    path("thu-vien/<int:pk>/danh-dau/", marks.mark, name="mark"),
    path("thu-vien/<int:pk>/da-doc/", receipts.confirm, name="confirm"),
    path("thu-vien/<int:pk>/xac-nhan/", receipts.receipts, name="receipts"),
    path("thu-vien/<int:pk>/dung/", papers.unpublish, name="unpublish"),
    path("y-kien/<int:pk>/", drafts.answer, name="answer"),
    path("y-kien/<int:pk>/rut/", drafts.take_back, name="take_back"),
    path("<int:pk>/", reading.document, name="document"),
    path("<int:pk>/docx/", reading.as_docx, name="docx"),
    path("<int:pk>/pdf/", reading.as_pdf, name="pdf"),
    path("<int:pk>/ky-so/", papers.sign, name="sign"),
    path("<int:pk>/sua/", papers.change, name="change"),
    path("<int:pk>/lay-y-kien/", drafts.ask, name="ask"),
    path("<int:pk>/cac-ban/", drafts.versions, name="versions"),
    path("<int:pk>/ban-hanh/", papers.issue, name="issue"),
    path("<int:pk>/thu-hoi/", papers.withdraw, name="withdraw"),
    path("<int:pk>/dinh-chinh/", papers.correct, name="correct"),
    path("<int:pk>/tep/", papers.add_file, name="add_file"),
    path("<int:pk>/pho-bien/", papers.publish, name="publish"),
]
