"""The whole sample office in the database, loaded once for all questions: a load takes a while."""

from __future__ import annotations

import time
import resource
from datetime import date

import pytest
from django.db import connection

from onward.kernel import clock
from onward.web.owner import as_owner
from sample.draw.stories import Office
from sample.load.bulk import copy_in, loaded
from sample.load.house import open_house
from sample.load.living import living


def test_scratch(committed_db: str, drawn: Office) -> None:
    t=time.process_time(); w=time.time()
    open_house()
    print("house", time.process_time()-t, time.time()-w)
    t=time.process_time(); w=time.time()
    tl = living(drawn, clock.today())
    print("living", time.process_time()-t)
    with as_owner():
        rows = copy_in(tl, "x", say=lambda words: print(words, time.process_time()-t, time.time()-w, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    print(rows, sum(rows.values()), time.process_time()-t, time.time()-w)
    connection.close()
    with connection.cursor() as c:
        c.execute("select u.email, count(*) filter (where t.done_on is null and t.due_on <= current_date), count(*) filter (where t.done_on is null) from access_user u join cases_task t on t.assigned_to_id=u.id group by 1 order by 1"); print(c.fetchall())
        c.execute("select o.code, state, count(*) from referrals_referral r join access_office o on o.id=office_id group by 1,2"); print(c.fetchall())
        c.execute("select count(*), min(opened_on), max(opened_on) from cases_case where closed_on is null"); print(c.fetchall())
        c.execute("select pg_size_pretty(pg_database_size(current_database()))"); print(c.fetchall())
        c.execute("""select email, count(*) from cases_case c join access_user u on u.id=c.counsellor_id where closed_on is null group by 1"""); print(c.fetchall())
        c.execute("""select extract(year from opened_on), count(*) from cases_case group by 1 order by 1"""); print(c.fetchall())
