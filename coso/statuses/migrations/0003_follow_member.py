from django.db import migrations

# Badges and checks stand where their member stands. With the owner's rights and a full scope, as what follows a member in
# members 0002: the member's new branch may lie outside the scope of the one who moves them.
FOLLOW = """
CREATE FUNCTION statuses_place_what_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public SET coso.lo = '0' SET coso.hi = '4611686018427387904' SET coso.many = ''
AS $$ BEGIN
  UPDATE statuses_badge SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE statuses_check SET position = NEW.position WHERE member_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER statuses_place_what_follows AFTER UPDATE OF unit_id ON members_member FOR EACH ROW
  WHEN (OLD.position IS DISTINCT FROM NEW.position) EXECUTE FUNCTION statuses_place_what_follows();
UPDATE statuses_badge b SET position = m.position FROM members_member m WHERE m.id = b.member_id AND b.position <> m.position;
UPDATE statuses_check c SET position = m.position FROM members_member m WHERE m.id = c.member_id AND c.position <> m.position;
"""
UNDO = "DROP TRIGGER statuses_place_what_follows ON members_member; DROP FUNCTION statuses_place_what_follows();"


class Migration(migrations.Migration):
    dependencies = [("statuses", "0002_badges_are_counted"), ("members", "0002_follow_member")]
    operations = [migrations.RunSQL(FOLLOW, UNDO)]
