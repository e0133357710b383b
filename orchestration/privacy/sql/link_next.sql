-- What is one step further from what is known of the person.
insert into known
select distinct links.other as identifier
from links
semi join known on links.identifier = known.identifier
anti join known as known_already on links.other = known_already.identifier
