import pgtrigger.migrations
from django.db import migrations

# These run with the owner's rights and a full scope: a correction must reach a member's stays in
# units the corrector does not see, and acts and readings, which the app itself may never change.
FACTS = """
CREATE FUNCTION members_facts_on_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public SET coso.lo = '0' SET coso.hi = '4611686018427387904' SET coso.many = ''
AS $$ BEGIN
  UPDATE members_stay SET sex = NEW.sex, minority = NEW.minority, birth_date = NEW.birth_date,
    admission_date = NEW.admission_date WHERE member_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER members_facts_on_stays AFTER UPDATE OF sex, ethnic_group, birth_date, admission_date
  ON members_member FOR EACH ROW
  WHEN ((OLD.sex, OLD.ethnic_group, OLD.birth_date, OLD.admission_date)
    IS DISTINCT FROM (NEW.sex, NEW.ethnic_group, NEW.birth_date, NEW.admission_date))
  EXECUTE FUNCTION members_facts_on_stays();
"""
PLACE = """
CREATE FUNCTION members_place_what_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public SET coso.lo = '0' SET coso.hi = '4611686018427387904' SET coso.many = ''
AS $$ BEGIN
  UPDATE members_qualification SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE members_attachment SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE members_correctionrequest SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE common_act SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE access_reading SET position = NEW.position WHERE member_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER members_place_what_follows AFTER UPDATE OF unit_id ON members_member FOR EACH ROW
  WHEN (OLD.position IS DISTINCT FROM NEW.position) EXECUTE FUNCTION members_place_what_follows();
"""
UNDO = """
DROP TRIGGER members_facts_on_stays ON members_member;
DROP TRIGGER members_place_what_follows ON members_member;
DROP FUNCTION members_facts_on_stays();
DROP FUNCTION members_place_what_follows();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("common", "0002_initial"), ("access", "0001_initial")]
    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="member", name="facts_on_stays"),
        migrations.RunSQL(FACTS + PLACE, UNDO),
    ]
