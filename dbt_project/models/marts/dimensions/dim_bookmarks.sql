select
    name,
    url,
    position
from {{ ref('bookmarks') }}
