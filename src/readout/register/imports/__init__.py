"""Lists of offices from elsewhere: Popolo, FollowTheMoney and Wikidata become register files, with every merge as a judgement."""
