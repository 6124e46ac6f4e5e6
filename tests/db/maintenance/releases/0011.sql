BEGIN TRANSACTION;
CREATE TABLE answer (
	id INTEGER NOT NULL, 
	inquiry INTEGER NOT NULL, 
	recorded_at VARCHAR(27) NOT NULL, 
	recorded_by VARCHAR(120) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	answered_on DATE, 
	answer_text TEXT, 
	CONSTRAINT pk_answer PRIMARY KEY (id), 
	CONSTRAINT fk_answer_inquiry FOREIGN KEY(inquiry) REFERENCES inquiry (id)
);
CREATE TABLE boilerplate (
	id INTEGER NOT NULL, 
	studio VARCHAR(80) NOT NULL, 
	number INTEGER NOT NULL, 
	learned_at VARCHAR(27) NOT NULL, 
	crawl INTEGER NOT NULL, 
	sentences JSON NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_boilerplate PRIMARY KEY (id), 
	CONSTRAINT fk_boilerplate_studio FOREIGN KEY(studio) REFERENCES studio (studio), 
	CONSTRAINT fk_boilerplate_crawl FOREIGN KEY(crawl) REFERENCES crawl (id), 
	CONSTRAINT uq_boilerplate_studio_number UNIQUE (studio, number)
);
CREATE TABLE clip (
	crawl INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	supplied_by VARCHAR(200) NOT NULL, 
	supplied_on DATE NOT NULL, 
	given TEXT NOT NULL, 
	captured_at VARCHAR(27), 
	sha256 VARCHAR(64) NOT NULL, 
	archive TEXT NOT NULL, 
	archive_record TEXT NOT NULL, 
	CONSTRAINT pk_clip PRIMARY KEY (crawl), 
	CONSTRAINT fk_clip_crawl FOREIGN KEY(crawl) REFERENCES crawl (id), 
	CONSTRAINT fk_clip_version FOREIGN KEY(version) REFERENCES version (id)
);
INSERT INTO "clip" VALUES(4,6,'W. Witness','2026-11-22','page.html',NULL,'3959f339c6c2bdea12722e47bcf43e5274926f7061277b7e90009657c36a4660','clips/clips-20261130T155429Z-8c146fc0.warc.gz','<urn:uuid:16524ac4-f530-4520-8adb-7d5f5af92768>');
INSERT INTO "clip" VALUES(5,6,'Another Witness','2026-11-22','page.html',NULL,'3959f339c6c2bdea12722e47bcf43e5274926f7061277b7e90009657c36a4660','clips/clips-20261130T155429Z-a877da47.warc.gz','<urn:uuid:180fea43-840f-4585-ac95-1c28bb19af58>');
CREATE TABLE comparison (
	position INTEGER NOT NULL, 
	basket VARCHAR(40) NOT NULL, 
	"union" VARCHAR(120) NOT NULL, 
	agreement VARCHAR(300) NOT NULL, 
	role VARCHAR(300) NOT NULL, 
	unit VARCHAR(40) NOT NULL, 
	measure VARCHAR(32) NOT NULL, 
	country VARCHAR(2), 
	ai_kind VARCHAR(40), 
	covers VARCHAR(32) NOT NULL, 
	covers_reason TEXT NOT NULL, 
	words TEXT NOT NULL, ai_only BOOLEAN NOT NULL, 
	CONSTRAINT pk_comparison PRIMARY KEY (position)
);
INSERT INTO "comparison" VALUES(1,'default','Players'' Guild','Stage Agreement','Performer','hour','hourly_ratio','US',NULL,'yes','The agreement names no such job.','an hour on stage',0);
INSERT INTO "comparison" VALUES(2,'default','Players'' Guild','Stage Agreement','Health plan','year','health_threshold_multiple','US',NULL,'yes','The agreement names no such job.','covered earnings',0);
CREATE TABLE correction (
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	field VARCHAR(40) NOT NULL, 
	old_value TEXT NOT NULL, 
	new_value TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	corrected_on DATE NOT NULL, 
	added_at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_correction PRIMARY KEY (id), 
	CONSTRAINT fk_correction_version FOREIGN KEY(version) REFERENCES version (id)
);
INSERT INTO "correction" VALUES(1,2,'pay_maximum','48.75','49.5','the board''s misprint','E. Editor','2026-11-23','2026-11-30T15:54:29.844747Z');
CREATE TABLE crawl (
	id INTEGER NOT NULL, 
	studio VARCHAR(80) NOT NULL, 
	started_at VARCHAR(27) NOT NULL, 
	finished_at VARCHAR(27), 
	outcome VARCHAR(32), 
	reason TEXT, 
	announced BIGINT, 
	listed INTEGER NOT NULL, 
	arrived INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	not_seen INTEGER NOT NULL, 
	requests INTEGER NOT NULL, 
	archive TEXT, 
	via TEXT, 
	program VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_crawl PRIMARY KEY (id), 
	CONSTRAINT fk_crawl_studio FOREIGN KEY(studio) REFERENCES studio (studio)
);
INSERT INTO "crawl" VALUES(1,'foundry','2026-07-01T06:00:00.000000Z','2026-07-01T06:02:00.000000Z','complete',NULL,3,3,3,0,0,0,4,'foundry/foundry-20260701.warc.gz',NULL,'0.1.0');
INSERT INTO "crawl" VALUES(2,'foundry','2026-07-08T06:00:00.000000Z','2026-07-08T06:02:00.000000Z','complete',NULL,3,3,1,1,1,1,4,'foundry/foundry-20260708.warc.gz',NULL,'0.1.0');
INSERT INTO "crawl" VALUES(3,'foundry','2026-07-15T06:00:00.000000Z','2026-07-15T06:02:00.000000Z','complete',NULL,3,3,0,0,3,0,4,'foundry/foundry-20260715.warc.gz',NULL,'0.1.0');
INSERT INTO "crawl" VALUES(4,'foundry','2026-11-30T15:54:29.811298Z','2026-11-30T15:54:29.811298Z','clipped',NULL,NULL,0,0,0,0,0,0,NULL,NULL,'0.1.0');
INSERT INTO "crawl" VALUES(5,'foundry','2026-11-30T15:54:29.841754Z','2026-11-30T15:54:29.841754Z','clipped',NULL,NULL,0,0,0,0,0,0,NULL,NULL,'0.1.0');
CREATE TABLE evidence (
	id INTEGER NOT NULL, 
	reading INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	term TEXT NOT NULL, 
	field VARCHAR(20) NOT NULL, 
	section VARCHAR(40) NOT NULL, 
	quote TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	weight DOUBLE NOT NULL, 
	rule VARCHAR(80) NOT NULL, 
	CONSTRAINT pk_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_evidence_reading FOREIGN KEY(reading) REFERENCES reading (id), 
	CONSTRAINT uq_evidence_reading_position UNIQUE (reading, position)
);
INSERT INTO "evidence" VALUES(1,1,1,'Machine Learning','title','title','Machine Learning Engineer',0,25,4.0,'title');
INSERT INTO "evidence" VALUES(2,4,1,'Machine Learning','title','title','Machine Learning Engineer',0,25,4.0,'title');
CREATE TABLE exchange_rate (
	currency VARCHAR(3) NOT NULL, 
	published_on DATE NOT NULL, 
	usd BIGINT NOT NULL, 
	source TEXT NOT NULL, 
	CONSTRAINT pk_exchange_rate PRIMARY KEY (currency, published_on)
);
INSERT INTO "exchange_rate" VALUES('GBP','2026-07-08',13348159419,'European Central Bank, euro foreign exchange reference rates');
CREATE TABLE host_lock (
	host VARCHAR(253) NOT NULL, 
	holder VARCHAR(80) NOT NULL, 
	until_at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_host_lock PRIMARY KEY (host)
);
CREATE TABLE inquiry (
	id INTEGER NOT NULL, 
	posting INTEGER NOT NULL, 
	asked_at VARCHAR(27) NOT NULL, 
	asked_by VARCHAR(120) NOT NULL, 
	deadline_at VARCHAR(27) NOT NULL, 
	embargo_until VARCHAR(27), 
	sheet TEXT NOT NULL, 
	sheet_sha256 VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_inquiry PRIMARY KEY (id), 
	CONSTRAINT fk_inquiry_posting FOREIGN KEY(posting) REFERENCES posting (id)
);
INSERT INTO "inquiry" VALUES(1,1,'2026-11-30T15:54:29.963488Z','E. Editor','2027-01-01T00:00:00.000000Z',NULL,'# Request for comment: “Machine Learning Engineer”, Foundry Pictures

Date: 30 November 2026
Please answer by: 1 January 2027, 00:00 UTC

We are preparing to publish what follows about a posting on the careers board of Foundry
Pictures. Of each numbered point, please say whether it is right; where it is not, please say
what is, and how we can see that. What is answered may be quoted. If nothing has come by the
time above, we will say so.

## The posting

- The employer’s words, on its own board.
  - Posting: foundry:1
  - Address: https://jobs.foundry.example/1
  - Places: Burbank, California, United States
  - Posted on: 2026-07-01 (basis: the day we first saw it)
  - Seen: first 2026-07-01T06:00:00.000000Z, last 2026-07-15T06:00:00.000000Z
  - State: listed

## What we would publish

1. The posting gives a range of $180,000 to $240,000 a year as its pay.
   - Words: “The annual salary range is $180,000 to $240,000.”
   - In context: You build models that generate voices. The annual salary range is $180,000 to
     $240,000.
   - We read there: 180,000 to 240,000 USD by the year
   - Please note: which currency is meant is our inference
   - By the year: 180,000 to 240,000 USD a year, as posted
   - In dollars a year: 180,000 to 240,000 USD
   - Width of the range: top 1.33 times the bottom
2. Of the pay in point 1: The high end equals the covered earnings that qualify 8 members for
   one year (8.57 times $28,000, the threshold in force on 1 July 2026: Stage Agreement). The
   low end equals those of 6 (6.43), the middle those of 7 (7.50). A salary is not covered
   earnings: the comparison is of sizes. The agreement covers the advertised job.
   - Our arithmetic: 180,000 to 240,000 USD a year / 28,000 USD covered earnings; in force
     2026-01-01 to 2026-12-31
   - The agreement and the job: The agreement names no such job.
   - Union figure: Players'' Guild, Stage Agreement: Health plan; in force from 2026-01-01 to
     2026-12-31
   - Source: Rate sheet <https://guild.example/rates>
3. Of the pay in point 1: By the hour, the high end is 1.92 times the Players'' Guild minimum for
   “Performer” ($60.25 an hour, in force on 1 July 2026). The low end is 1.44 times that, the
   middle 1.68 times. Hours are set against hours; nobody is guaranteed a number of them. The
   agreement covers the advertised job.
   - Our arithmetic: 86.5385 to 115.3846 USD an hour / 60.25 USD an hour on stage; in force
     2026-01-01 to 2026-12-31; 180,000 to 240,000 USD a year ÷ 2,080 hours a year (assumed: 52
     weeks of 40 hours)
   - The range: the whole range lies above the figure
   - The agreement and the job: The agreement names no such job.
   - Union figure: Players'' Guild, Stage Agreement: Performer; in force from 2026-01-01 to
     2026-12-31
   - Source: Rate sheet <https://guild.example/rates>
4. By its title and duties, the posting is for an AI job.
   - Kinds of AI work: machine learning
   - Words: “Machine Learning Engineer” (in the title)

## What it rests on

- Version 1, first seen 2026-07-01T06:00:00.000000Z
  - Fetched: 2026-07-01T06:00:01.000000Z from https://api.foundry.example/1
  - SHA-256 of the answer: abababababababababababababababababababababababababababababababab
  - Archived in: foundry/foundry-20260701.warc.gz
    <urn:uuid:000000000-0000-4000-8000-000000000001>
  - SHA-256 of the content: 975e2440ed4820543a600f1d8af719e71e63c626ec1c43e3f8a0f18ac3475c30
- Version 2, first seen 2026-07-08T06:00:00.000000Z
  - Fetched: 2026-07-08T06:00:01.000000Z from https://api.foundry.example/1
  - SHA-256 of the answer: abababababababababababababababababababababababababababababababab
  - Archived in: foundry/foundry-20260708.warc.gz
    <urn:uuid:000000007-0000-4000-8000-000000000001>
  - SHA-256 of the content: bc46ab333647c8a41d0ad573e7971400505a1dddfb7fa726a8920f92a7eeffc8
  - removed: The annual salary range is $180,000 to $260,000.
  - added: The annual salary range is $180,000 to $240,000.

## What we would like to know

- Is the pay above that of this one post, or of a wider market or level? Is it base pay alone,
  or is more counted in it?
- Which of the work described above uses, builds or trains artificial intelligence, and on whose
  work is it trained?
- Is the post covered by a union agreement, and by which?
- Is there anything else that readers should know?
','0b31485c7ea469d2c54bad04ab4f51bafe9ac748caeeefd3e5b4625d2e64f8e8');
CREATE TABLE labor_tracker_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT labor_tracker_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "labor_tracker_version" VALUES('0011');
CREATE TABLE pay_range (
	id INTEGER NOT NULL, 
	reading INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	minimum BIGINT, 
	maximum BIGINT, 
	currency VARCHAR(3), 
	unit VARCHAR(32), 
	hours BIGINT, 
	kind VARCHAR(32), 
	not_pay VARCHAR(32), 
	scope VARCHAR(32), 
	label TEXT, 
	place TEXT, 
	source VARCHAR(32) NOT NULL, 
	quote TEXT NOT NULL, 
	start INTEGER, 
	"end" INTEGER, 
	rule VARCHAR(80) NOT NULL, 
	flags VARCHAR(300) NOT NULL, 
	CONSTRAINT pk_pay_range PRIMARY KEY (id), 
	CONSTRAINT fk_pay_range_reading FOREIGN KEY(reading) REFERENCES reading (id), 
	CONSTRAINT uq_pay_range_reading_position UNIQUE (reading, position)
);
INSERT INTO "pay_range" VALUES(1,1,1,1800000000,2600000000,'USD','year',NULL,'unstated',NULL,'this_post',NULL,NULL,'text','The annual salary range is $180,000 to $260,000.',39,87,'range:noun_before','currency_inferred');
INSERT INTO "pay_range" VALUES(2,2,1,415000,487500,'USD','hour',NULL,'base',NULL,'this_post',NULL,NULL,'stated','41.50-48.75 USD hour',NULL,NULL,'stated','');
INSERT INTO "pay_range" VALUES(3,2,2,415000,487500,'USD','hour',NULL,'unstated',NULL,'this_post',NULL,NULL,'text','The rate is $41.50 to $48.75 per hour, 37.5 hours per week.',31,90,'range:noun_before','currency_inferred');
INSERT INTO "pay_range" VALUES(4,4,1,1800000000,2400000000,'USD','year',NULL,'unstated',NULL,'this_post',NULL,NULL,'text','The annual salary range is $180,000 to $240,000.',39,87,'range:noun_before','currency_inferred');
INSERT INTO "pay_range" VALUES(5,5,1,320000000,320000000,'GBP','year',NULL,'unstated',NULL,'this_post',NULL,NULL,'text','You keep the books. Salary: £32,000 a year.',0,43,'single:noun_before','');
INSERT INTO "pay_range" VALUES(6,6,1,550000,550000,'USD','hour',NULL,'unstated',NULL,'this_post',NULL,NULL,'text','The pay is $55 per hour, 30 hours a week.',50,91,'single:noun_before','currency_inferred');
INSERT INTO "pay_range" VALUES(7,7,1,415000,487500,'USD','hour',NULL,'base',NULL,'this_post',NULL,NULL,'stated','41.50-48.75 USD hour',NULL,NULL,'stated','');
INSERT INTO "pay_range" VALUES(8,7,2,415000,487500,'USD','hour',NULL,'unstated',NULL,'this_post',NULL,NULL,'text','The rate is $41.50 to $48.75 per hour, 37.5 hours per week.',31,90,'range:noun_before','currency_inferred');
CREATE TABLE posting (
	id INTEGER NOT NULL, 
	posting_id VARCHAR(300) NOT NULL, 
	studio VARCHAR(80) NOT NULL, 
	board_key VARCHAR(200) NOT NULL, 
	origin VARCHAR(32) NOT NULL, 
	list_fingerprint VARCHAR(64) NOT NULL, 
	detail_at VARCHAR(27), 
	CONSTRAINT pk_posting PRIMARY KEY (id), 
	CONSTRAINT fk_posting_studio FOREIGN KEY(studio) REFERENCES studio (studio), 
	CONSTRAINT uq_posting_posting_id UNIQUE (posting_id), 
	CONSTRAINT uq_posting_studio_board_key UNIQUE (studio, board_key)
);
INSERT INTO "posting" VALUES(1,'foundry:1','foundry','1','board','','2026-07-15T06:00:01.000000Z');
INSERT INTO "posting" VALUES(2,'foundry:2','foundry','2','board','','2026-07-15T06:00:02.000000Z');
INSERT INTO "posting" VALUES(3,'foundry:3','foundry','3','board','','2026-07-01T06:00:03.000000Z');
INSERT INTO "posting" VALUES(4,'foundry:4','foundry','4','board','','2026-07-15T06:00:04.000000Z');
INSERT INTO "posting" VALUES(5,'foundry:supplied-4208a9cf03b3','foundry','supplied-4208a9cf03b3','supplied','',NULL);
CREATE TABLE publication (
	id INTEGER NOT NULL, 
	published_at VARCHAR(27) NOT NULL, 
	as_of VARCHAR(27) NOT NULL, 
	corrected BOOLEAN NOT NULL, 
	folder TEXT NOT NULL, 
	manifest_sha256 VARCHAR(64) NOT NULL, 
	files JSON NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_publication PRIMARY KEY (id)
);
CREATE TABLE reading (
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	reader VARCHAR(80) NOT NULL, 
	read_at VARCHAR(27) NOT NULL, 
	ai_label VARCHAR(32) NOT NULL, 
	ai_kinds VARCHAR(200) NOT NULL, 
	mentions_ai_in_hiring BOOLEAN NOT NULL, 
	any_keyword BOOLEAN NOT NULL, 
	pay_minimum BIGINT, 
	pay_maximum BIGINT, 
	pay_currency VARCHAR(3), 
	pay_unit VARCHAR(32), 
	pay_hours BIGINT, 
	pay_kind VARCHAR(32), 
	pay_scope VARCHAR(32), 
	pay_year_minimum BIGINT, 
	pay_year_maximum BIGINT, 
	pay_year_basis TEXT, 
	pay_hour_minimum BIGINT, 
	pay_hour_maximum BIGINT, 
	pay_hour_basis TEXT, 
	pay_usd_year_minimum BIGINT, 
	pay_usd_year_maximum BIGINT, 
	fx_rate BIGINT, 
	fx_on DATE, 
	pay_quote TEXT, 
	pay_flags VARCHAR(300) NOT NULL, corrects INTEGER, corrected_title TEXT, corrected_brand TEXT, corrected_posted_on DATE, 
	CONSTRAINT pk_reading PRIMARY KEY (id), 
	CONSTRAINT fk_reading_version FOREIGN KEY(version) REFERENCES version (id), 
	CONSTRAINT uq_reading_version_reader UNIQUE (version, reader)
);
INSERT INTO "reading" VALUES(1,1,'pay 3, ai 1, terms 2','2026-07-01T06:01:00.000000Z','core','machine_learning',0,1,1800000000,2600000000,'USD','year',NULL,'unstated','this_post',1800000000,2600000000,'180,000 to 260,000 USD a year, as posted',865385,1250000,'180,000 to 260,000 USD a year ÷ 2,080 hours a year (assumed: 52 weeks of 40 hours)',1800000000,2600000000,NULL,NULL,'The annual salary range is $180,000 to $260,000.','currency_inferred',NULL,NULL,NULL,NULL);
INSERT INTO "reading" VALUES(2,2,'pay 3, ai 1, terms 2','2026-07-01T06:01:00.000000Z','none','',0,0,415000,487500,'USD','hour',NULL,'unstated','this_post',863200000,1014000000,'41.5 to 48.75 USD an hour × 2,080 hours a year (assumed: 52 weeks of 40 hours)',415000,487500,'41.5 to 48.75 USD an hour, as posted',863200000,1014000000,NULL,NULL,'41.50-48.75 USD hour','currency_inferred',NULL,NULL,NULL,NULL);
INSERT INTO "reading" VALUES(3,3,'pay 3, ai 1, terms 2','2026-07-01T06:01:00.000000Z','none','',0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,NULL,NULL);
INSERT INTO "reading" VALUES(4,4,'pay 3, ai 1, terms 2','2026-07-08T06:01:00.000000Z','core','machine_learning',0,1,1800000000,2400000000,'USD','year',NULL,'unstated','this_post',1800000000,2400000000,'180,000 to 240,000 USD a year, as posted',865385,1153846,'180,000 to 240,000 USD a year ÷ 2,080 hours a year (assumed: 52 weeks of 40 hours)',1800000000,2400000000,NULL,NULL,'The annual salary range is $180,000 to $240,000.','currency_inferred',NULL,NULL,NULL,NULL);
INSERT INTO "reading" VALUES(5,5,'pay 3, ai 1, terms 2','2026-07-08T06:01:00.000000Z','none','',0,0,320000000,320000000,'GBP','year',NULL,'unstated','this_post',320000000,320000000,'32,000 GBP a year, as posted',153846,153846,'32,000 GBP a year ÷ 2,080 hours a year (assumed: 52 weeks of 40 hours)',427141101,427141101,13348159419,'2026-07-08','You keep the books. Salary: £32,000 a year.','',NULL,NULL,NULL,NULL);
INSERT INTO "reading" VALUES(6,6,'pay 3, ai 1, terms 2','2026-11-30T15:54:29.811159Z','none','',0,0,550000,550000,'USD','hour',NULL,'unstated','this_post',858000000,858000000,'55 USD an hour × 1,560 hours a year (52 weeks of the 30 hours that the posting states)',550000,550000,'55 USD an hour, as posted',858000000,858000000,NULL,NULL,'The pay is $55 per hour, 30 hours a week.','currency_inferred',NULL,NULL,NULL,NULL);
INSERT INTO "reading" VALUES(7,2,'pay 3, ai 1, terms 2, correction 1','2026-11-30T15:54:29.844747Z','none','',0,0,415000,495000,'USD','hour',NULL,'unstated','this_post',809250000,965250000,'41.5 to 49.5 USD an hour (as corrected) × 1,950 hours a year (52 weeks of the 37.5 hours that the posting states)',415000,495000,'41.5 to 49.5 USD an hour, as corrected',809250000,965250000,NULL,NULL,'41.50-48.75 USD hour','corrected currency_inferred',2,NULL,NULL,NULL);
CREATE TABLE redaction (
	id INTEGER NOT NULL, 
	version INTEGER, 
	redacted_at VARCHAR(27) NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	reason TEXT NOT NULL, 
	fields TEXT NOT NULL, 
	archive_record TEXT, 
	sha256_before VARCHAR(64), 
	sha256_after VARCHAR(64), 
	CONSTRAINT pk_redaction PRIMARY KEY (id), 
	CONSTRAINT fk_redaction_version FOREIGN KEY(version) REFERENCES version (id)
);
CREATE TABLE report (
	id INTEGER NOT NULL, 
	written_at VARCHAR(27) NOT NULL, 
	as_of VARCHAR(27) NOT NULL, 
	folder TEXT NOT NULL, 
	manifest_sha256 VARCHAR(64) NOT NULL, held_back BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_report PRIMARY KEY (id)
);
CREATE TABLE repost (
	id INTEGER NOT NULL, 
	posting INTEGER NOT NULL, 
	earlier INTEGER NOT NULL, 
	crawl INTEGER NOT NULL, 
	score BIGINT NOT NULL, 
	reasons VARCHAR(200) NOT NULL, 
	rule VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_repost PRIMARY KEY (id), 
	CONSTRAINT fk_repost_posting FOREIGN KEY(posting) REFERENCES posting (id), 
	CONSTRAINT fk_repost_earlier FOREIGN KEY(earlier) REFERENCES posting (id), 
	CONSTRAINT fk_repost_crawl FOREIGN KEY(crawl) REFERENCES crawl (id), 
	CONSTRAINT uq_repost_posting UNIQUE (posting)
);
CREATE TABLE reread (
	id INTEGER NOT NULL, 
	finished_at VARCHAR(27) NOT NULL, 
	reader VARCHAR(80) NOT NULL, 
	versions INTEGER NOT NULL, 
	CONSTRAINT pk_reread PRIMARY KEY (id)
);
CREATE TABLE sighting (
	id INTEGER NOT NULL, 
	posting INTEGER NOT NULL, 
	first_crawl INTEGER NOT NULL, 
	last_crawl INTEGER NOT NULL, 
	CONSTRAINT pk_sighting PRIMARY KEY (id), 
	CONSTRAINT fk_sighting_first_crawl FOREIGN KEY(first_crawl) REFERENCES crawl (id), 
	CONSTRAINT fk_sighting_last_crawl FOREIGN KEY(last_crawl) REFERENCES crawl (id), 
	CONSTRAINT fk_sighting_posting FOREIGN KEY(posting) REFERENCES posting (id)
);
INSERT INTO "sighting" VALUES(1,1,1,3);
INSERT INTO "sighting" VALUES(2,2,1,3);
INSERT INTO "sighting" VALUES(3,3,1,1);
INSERT INTO "sighting" VALUES(4,4,2,3);
CREATE TABLE signatory (
	id INTEGER NOT NULL, 
	studio VARCHAR(80) NOT NULL, 
	entity TEXT NOT NULL, 
	agreement TEXT NOT NULL, 
	standing VARCHAR(40) NOT NULL, 
	as_of DATE NOT NULL, 
	source_title TEXT NOT NULL, 
	source_url TEXT NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_signatory PRIMARY KEY (id)
);
CREATE TABLE studio (
	studio VARCHAR(80) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	parent VARCHAR(80), 
	"group" VARCHAR(80), 
	family VARCHAR(40), 
	board TEXT, 
	named_in_article BOOLEAN NOT NULL, 
	terms TEXT, 
	source_url TEXT, 
	confidence VARCHAR(40), 
	note TEXT, second_board_of VARCHAR(80), 
	CONSTRAINT pk_studio PRIMARY KEY (studio)
);
INSERT INTO "studio" VALUES('foundry','Foundry Pictures',NULL,NULL,'lever','company=foundry',0,NULL,'https://foundry.example/careers','high',NULL,NULL);
CREATE TABLE told (
	id INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	channel VARCHAR(40) NOT NULL, 
	told_at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_told PRIMARY KEY (id), 
	CONSTRAINT fk_told_report FOREIGN KEY(report) REFERENCES report (id), 
	CONSTRAINT uq_told_report_channel UNIQUE (report, channel)
);
CREATE TABLE union_scale (
	scale_id VARCHAR(120) NOT NULL, 
	"union" VARCHAR(120) NOT NULL, 
	agreement VARCHAR(300) NOT NULL, 
	role VARCHAR(300) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	amount BIGINT NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	unit VARCHAR(40) NOT NULL, 
	hours BIGINT, 
	country VARCHAR(2), 
	effective_from DATE, 
	effective_to DATE, 
	confidence VARCHAR(32) NOT NULL, 
	tier VARCHAR(32) NOT NULL, 
	source_title TEXT NOT NULL, 
	source_url TEXT NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_union_scale PRIMARY KEY (scale_id)
);
INSERT INTO "union_scale" VALUES('guild-stage-hour-2026','Players'' Guild','Stage Agreement','Performer','minimum',602500,'USD','hour',NULL,'US','2026-01-01','2026-12-31','verified','primary','Rate sheet','https://guild.example/rates','');
INSERT INTO "union_scale" VALUES('guild-health-2026','Players'' Guild','Stage Agreement','Health plan','threshold',280000000,'USD','year',NULL,'US','2026-01-01','2026-12-31','verified','primary','Rate sheet','https://guild.example/rates','');
CREATE TABLE validator (
	posting INTEGER NOT NULL, 
	url TEXT NOT NULL, 
	etag TEXT, 
	last_modified TEXT, 
	program VARCHAR(40) NOT NULL, 
	read_at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_validator PRIMARY KEY (posting), 
	CONSTRAINT fk_validator_posting FOREIGN KEY(posting) REFERENCES posting (id)
);
CREATE TABLE verdict (
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	reader VARCHAR(80) NOT NULL, 
	ai_label VARCHAR(32) NOT NULL, 
	ai_kinds VARCHAR(200) NOT NULL, 
	reviewer VARCHAR(120) NOT NULL, 
	judged_at VARCHAR(27) NOT NULL, 
	blind BOOLEAN NOT NULL, 
	CONSTRAINT pk_verdict PRIMARY KEY (id), 
	CONSTRAINT fk_verdict_version FOREIGN KEY(version) REFERENCES version (id)
);
CREATE TABLE version (
	id INTEGER NOT NULL, 
	posting INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	crawl INTEGER NOT NULL, 
	content_sha256 VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	url TEXT NOT NULL, 
	brand TEXT, 
	hiring_organization TEXT, 
	requisition TEXT, 
	department TEXT, 
	employment_type TEXT, 
	language TEXT, 
	places JSON NOT NULL, 
	locations TEXT NOT NULL, 
	country VARCHAR(2), 
	posted_on DATE, 
	posted_on_basis VARCHAR(32), 
	valid_through DATE, 
	stated_pay JSON NOT NULL, 
	description_html TEXT NOT NULL, 
	description_text TEXT NOT NULL, 
	source_url TEXT NOT NULL, 
	response_sha256 VARCHAR(64) NOT NULL, 
	fetched_at VARCHAR(27) NOT NULL, archive TEXT, archive_record TEXT, 
	CONSTRAINT pk_version PRIMARY KEY (id), 
	CONSTRAINT fk_version_crawl FOREIGN KEY(crawl) REFERENCES crawl (id), 
	CONSTRAINT fk_version_posting FOREIGN KEY(posting) REFERENCES posting (id), 
	CONSTRAINT uq_version_posting_number UNIQUE (posting, number)
);
INSERT INTO "version" VALUES(1,1,1,1,'975e2440ed4820543a600f1d8af719e71e63c626ec1c43e3f8a0f18ac3475c30','Machine Learning Engineer','https://jobs.foundry.example/1',NULL,NULL,'R-1',NULL,NULL,NULL,'[{"text": "Burbank, California, United States", "locality": "Burbank", "region": "CA", "country": "US", "remote": false}]','Burbank, California, United States','US',NULL,NULL,NULL,'[]','<p>You build models that generate voices.</p><p>The annual salary range is $180,000 to $260,000.</p>','You build models that generate voices.
The annual salary range is $180,000 to $260,000.','https://api.foundry.example/1','abababababababababababababababababababababababababababababababab','2026-07-01T06:00:01.000000Z','foundry/foundry-20260701.warc.gz','<urn:uuid:000000000-0000-4000-8000-000000000001>');
INSERT INTO "version" VALUES(2,2,1,1,'cb634359d8648c1d02679f14a5a29164b5c2000b07c602ef17f5f15794f11587','Stagehand','https://jobs.foundry.example/2',NULL,NULL,NULL,NULL,NULL,NULL,'[{"text": "Burbank, California, United States", "locality": "Burbank", "region": "CA", "country": "US", "remote": false}]','Burbank, California, United States','US',NULL,NULL,NULL,'[{"minimum": "41.50", "maximum": "48.75", "currency": "USD", "unit": "hour", "kind": "base", "label": null, "text": "41.50-48.75 USD hour"}]','<p>You carry the sets in and out.</p><p>The rate is $41.50 to $48.75 per hour, 37.5 hours per week.</p>','You carry the sets in and out.
The rate is $41.50 to $48.75 per hour, 37.5 hours per week.','https://api.foundry.example/2','abababababababababababababababababababababababababababababababab','2026-07-01T06:00:02.000000Z','foundry/foundry-20260701.warc.gz','<urn:uuid:000000000-0000-4000-8000-000000000002>');
INSERT INTO "version" VALUES(3,3,1,1,'9a011d46d5655a2f31bcb679acbbc5c5b98f67b999cf3c874e18ec57c0b7f2e6','Seamstress','https://jobs.foundry.example/3',NULL,NULL,NULL,NULL,NULL,NULL,'[{"text": "Leeds", "locality": "Leeds", "region": null, "country": "GB", "remote": false}]','Leeds','GB',NULL,NULL,NULL,'[]','<p>You sew.</p>','You sew.','https://api.foundry.example/3','abababababababababababababababababababababababababababababababab','2026-07-01T06:00:03.000000Z','foundry/foundry-20260701.warc.gz','<urn:uuid:000000000-0000-4000-8000-000000000003>');
INSERT INTO "version" VALUES(4,1,2,2,'bc46ab333647c8a41d0ad573e7971400505a1dddfb7fa726a8920f92a7eeffc8','Machine Learning Engineer','https://jobs.foundry.example/1',NULL,NULL,'R-1',NULL,NULL,NULL,'[{"text": "Burbank, California, United States", "locality": "Burbank", "region": "CA", "country": "US", "remote": false}]','Burbank, California, United States','US',NULL,NULL,NULL,'[]','<p>You build models that generate voices.</p><p>The annual salary range is $180,000 to $240,000.</p>','You build models that generate voices.
The annual salary range is $180,000 to $240,000.','https://api.foundry.example/1','abababababababababababababababababababababababababababababababab','2026-07-08T06:00:01.000000Z','foundry/foundry-20260708.warc.gz','<urn:uuid:000000007-0000-4000-8000-000000000001>');
INSERT INTO "version" VALUES(5,4,1,2,'51c9206d11721fb5f1e1c6dfc7057a14483f04b5b80dc7023c8ef3b95cd44e18','Bookkeeper','https://jobs.foundry.example/4',NULL,NULL,NULL,NULL,NULL,NULL,'[{"text": "London, United Kingdom", "locality": null, "region": null, "country": "GB", "remote": false}]','London, United Kingdom','GB','2026-07-08','published',NULL,'[]','<p>You keep the books. Salary: £32,000 a year.</p>','You keep the books. Salary: £32,000 a year.','https://api.foundry.example/4','abababababababababababababababababababababababababababababababab','2026-07-08T06:00:04.000000Z','foundry/foundry-20260708.warc.gz','<urn:uuid:000000007-0000-4000-8000-000000000004>');
INSERT INTO "version" VALUES(6,5,1,4,'bf50bca5eec44745771bcc14ed743401619ab2fceeb8fd9f55e5a2c87542b81e','Voice Data Lead','https://jobs.foundry.example/voice',NULL,'Foundry Pictures',NULL,NULL,NULL,NULL,'[]','',NULL,'2026-07-20','published',NULL,'[]','<p>You train a voice model on recorded performances.</p><p>The pay is $55 per hour, 30 hours a week.</p>','You train a voice model on recorded performances.
The pay is $55 per hour, 30 hours a week.','page.html','3959f339c6c2bdea12722e47bcf43e5274926f7061277b7e90009657c36a4660','2026-11-30T15:54:29.790129Z','clips/clips-20261130T155429Z-8c146fc0.warc.gz','<urn:uuid:16524ac4-f530-4520-8adb-7d5f5af92768>');
CREATE INDEX ix_union_scale_union_agreement_role_unit_effective_from ON union_scale ("union", agreement, role, unit, effective_from);
CREATE INDEX ix_crawl_studio_finished_at ON crawl (studio, finished_at);
CREATE INDEX ix_sighting_posting_last_crawl ON sighting (posting, last_crawl);
CREATE INDEX ix_version_crawl ON version (crawl);
CREATE INDEX ix_verdict_version ON verdict (version);
CREATE INDEX ix_reading_corrects ON reading (corrects);
CREATE INDEX ix_clip_version ON clip (version);
CREATE INDEX ix_correction_version ON correction (version);
CREATE INDEX ix_redaction_version ON redaction (version);
CREATE INDEX ix_inquiry_posting ON inquiry (posting);
CREATE INDEX ix_answer_inquiry ON answer (inquiry);
COMMIT;
