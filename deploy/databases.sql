-- Three databases, so that each can be backed up, and lost, by itself.
CREATE DATABASE casedesk;
CREATE DATABASE edge;
CREATE DATABASE tracker;
