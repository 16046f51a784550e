"""The addresses of casework. They carry references and random keys, never a name."""

from django.urls import path

from onward.casework.cases import views

app_name = "cases"
urlpatterns = [
    path("work/", views.work, name="work"),
    path("cases/", views.case_list, name="list"),
    path("cases/<slug:reference>/", views.case, name="case"),
    path("cases/<slug:reference>/do/<slug:what>/", views.do, name="do"),
    path("cases/<slug:reference>/advance/", views.advance, name="advance"),
    path("tasks/<uuid:key>/done/", views.finish_task, name="finish-task"),
    path("documents/<uuid:key>/", views.document, name="document"),
    path("hand-overs/<uuid:key>/answer/", views.answer_hand_over, name="answer-hand-over"),
    path("holds/", views.holds, name="holds"),
    path("holds/<uuid:key>/lift/", views.lift, name="lift"),
]
