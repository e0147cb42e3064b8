-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Rules as data: the states, the legal moves, and what is known of each task.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.states (
    state       text    not null primary key,
    origin      text    not null check (origin in ('local', 'seller')),
    is_open     boolean not null,
    is_settled  boolean not null,
    meaning     text    not null,
    check (not (is_open and is_settled))
);
comment on table adcp.states is 'The states an operation can be in. Read-only data; docs/states.md is checked against it.';
comment on column adcp.states.state is 'Name, in the spelling of the AdCP orchestrator design guide.';
comment on column adcp.states.origin is 'local: ours. seller: as AdCP says.';
comment on column adcp.states.is_open is 'True while somebody still waits: the operation has exactly one row in adcp.schedule.';
comment on column adcp.states.is_settled is 'True when the outcome is known; a settled operation never moves again.';
comment on column adcp.states.meaning is 'One sentence for people.';

insert into adcp.states (state, origin, is_open, is_settled, meaning) values
    ('requested',      'local',  true,  false, 'Recorded, not yet sent.'),
    ('calling_adcp',   'local',  true,  false, 'The request may have left; the answer is not known.'),
    ('submitted',      'seller', true,  false, 'The seller has it queued, often for a person to approve.'),
    ('working',        'seller', true,  false, 'The seller is processing it now.'),
    ('input_required', 'seller', true,  false, 'The seller waits for an answer from the buyer.'),
    ('auth_required',  'seller', true,  false, 'The seller waits for credentials or an authorisation.'),
    ('timed_out',      'local',  false, false, 'Our deadline passed. Not the seller''s verdict: a later outcome still counts.'),
    ('completed',      'seller', false, true,  'Done; the result is recorded.'),
    ('failed',         'seller', false, true,  'The seller could not do it, or it could never be sent.'),
    ('canceled',       'seller', false, true,  'Withdrawn.'),
    ('rejected',       'seller', false, true,  'The seller refused it.');

create table adcp.transitions (
    from_state  text not null references adcp.states (state),
    to_state    text not null references adcp.states (state),
    source      text not null check (source in ('guide', 'adcp', 'local')),
    why         text not null,
    primary key (from_state, to_state),
    check (from_state <> to_state)
);
comment on table adcp.transitions is 'The legal moves. Source of the CHECK constraint and of the trigger on adcp.operations, and of docs/states.md.';
comment on column adcp.transitions.from_state is 'State before the move.';
comment on column adcp.transitions.to_state is 'State after the move.';
comment on column adcp.transitions.source is 'guide: the design guide''s own table, verbatim. adcp: what real agents do beyond it. local: our clock and our users.';
comment on column adcp.transitions.why is 'What happened, in a few words.';

insert into adcp.transitions (from_state, to_state, source, why) values
    ('requested',      'calling_adcp',   'guide', 'a worker claimed the first call'),
    ('calling_adcp',   'submitted',      'guide', 'queued by the seller'),
    ('calling_adcp',   'working',        'guide', 'the seller is processing'),
    ('calling_adcp',   'input_required', 'guide', 'the seller asks at once'),
    ('calling_adcp',   'completed',      'guide', 'done in the same call'),
    ('calling_adcp',   'failed',         'guide', 'refused by an error that a resend cannot cure'),
    ('submitted',      'working',        'guide', 'taken from the queue'),
    ('submitted',      'completed',      'guide', 'approved and done'),
    ('submitted',      'failed',         'guide', 'the seller could not do it'),
    ('submitted',      'canceled',       'guide', 'withdrawn while it waited'),
    ('working',        'completed',      'guide', 'done'),
    ('working',        'failed',         'guide', 'the seller could not do it'),
    ('working',        'input_required', 'guide', 'the seller needs an answer to go on'),
    ('input_required', 'submitted',      'guide', 'answered, queued again'),
    ('input_required', 'working',        'guide', 'answered, going on'),
    ('input_required', 'completed',      'guide', 'done without us'),
    ('input_required', 'failed',         'guide', 'the seller gave up'),
    ('calling_adcp',   'canceled',       'adcp',  'withdrawn by the seller at once'),
    ('calling_adcp',   'rejected',       'adcp',  'refused at once'),
    ('calling_adcp',   'auth_required',  'adcp',  'credentials wanted at once'),
    ('submitted',      'input_required', 'adcp',  'a signature or a budget approval surfaced later'),
    ('submitted',      'auth_required',  'adcp',  'credentials wanted after queueing'),
    ('submitted',      'rejected',       'adcp',  'the publisher declined'),
    ('working',        'submitted',      'adcp',  'moved to a queue after processing'),
    ('working',        'auth_required',  'adcp',  'credentials wanted to go on'),
    ('working',        'canceled',       'adcp',  'withdrawn while processing'),
    ('working',        'rejected',       'adcp',  'refused after processing'),
    ('input_required', 'auth_required',  'adcp',  'credentials wanted instead'),
    ('input_required', 'canceled',       'adcp',  'the question lapsed'),
    ('input_required', 'rejected',       'adcp',  'the approval was refused'),
    ('auth_required',  'submitted',      'adcp',  'authorised, queued'),
    ('auth_required',  'working',        'adcp',  'authorised, going on'),
    ('auth_required',  'input_required', 'adcp',  'authorised, but an answer is wanted'),
    ('auth_required',  'completed',      'adcp',  'authorised and done'),
    ('auth_required',  'failed',         'adcp',  'the seller gave up'),
    ('auth_required',  'canceled',       'adcp',  'the request for authorisation lapsed'),
    ('auth_required',  'rejected',       'adcp',  'the authorisation was refused'),
    ('requested',      'failed',         'local', 'it could never be sent'),
    ('requested',      'canceled',       'local', 'withdrawn before it was sent'),
    ('calling_adcp',   'timed_out',      'local', 'our deadline passed and no answer is known'),
    ('submitted',      'timed_out',      'local', 'our deadline passed'),
    ('working',        'timed_out',      'local', 'our deadline passed'),
    ('input_required', 'timed_out',      'local', 'our deadline passed'),
    ('auth_required',  'timed_out',      'local', 'our deadline passed'),
    ('timed_out',      'completed',      'local', 'the late truth'),
    ('timed_out',      'failed',         'local', 'the late truth'),
    ('timed_out',      'canceled',       'local', 'the late truth'),
    ('timed_out',      'rejected',       'local', 'the late truth');

create table adcp.task_policies (
    task_type                text     not null primary key,
    is_mutating              boolean  not null,
    needs_idempotency_key    boolean  not null,
    accepts_webhook          boolean  not null,
    is_closed                boolean  not null default false,
    may_go_async             boolean  not null,
    governed                 text     not null check (governed in ('always', 'conditionally', 'never')),
    purchase_type            text     check (purchase_type in ('media_buy', 'rights_license', 'signal_activation', 'creative_services')),
    natural_key              text     check (length(natural_key) > 0),
    read_back_task           text,
    since                    text     not null check (since ~ '^[0-9]+[.][0-9]+$'),
    deadline                 interval not null check (deadline > interval '0'),
    timed_out_as             text     not null default 'timed_out' check (timed_out_as in ('timed_out', 'failed')),
    call_timeout             interval not null default '60 seconds' check (call_timeout > interval '0'),
    attempts_in_series       integer  not null default 3 check (attempts_in_series between 1 and 100),
    retry_first              interval not null default '1 second' check (retry_first > interval '0'),
    retry_most               interval not null default '60 seconds' check (retry_most >= retry_first),
    series_pause             interval not null default '5 minutes' check (series_pause > interval '0'),
    constraint task_policies_governed_buys_something check ((governed = 'never') = (purchase_type is null))
);
comment on table adcp.task_policies is 'What the orchestrator must know of each AdCP task (AdCP 3.2.4 manifest). The row named * serves every task that has none of its own.';
comment on column adcp.task_policies.task_type is 'AdCP task, or * for all others.';
comment on column adcp.task_policies.is_mutating is 'The seller changes something: an unanswered call may be resent only under its idempotency key.';
comment on column adcp.task_policies.needs_idempotency_key is 'AdCP asks for an idempotency_key in the request.';
comment on column adcp.task_policies.accepts_webhook is 'AdCP lets the request carry a push_notification_config.';
comment on column adcp.task_policies.is_closed is 'A request of 3.0 may hold no members but its own, so that it goes without adcp_version.';
comment on column adcp.task_policies.may_go_async is 'The manifest, or what agents are known to do, has it answered with submitted, working or input-required. Information: such an answer is taken from any task.';
comment on column adcp.task_policies.governed is 'Whether it commits money of a plan: always, conditionally (by what it asks for) or never.';
comment on column adcp.task_policies.purchase_type is 'The kind of commitment, in the words of check_governance.';
comment on column adcp.task_policies.natural_key is 'Member of the request that names the purchase beyond our own keys: a second one of that name is not bought.';
comment on column adcp.task_policies.read_back_task is 'Task that tells what became of it, where only a look can.';
comment on column adcp.task_policies.since is 'First AdCP release that has it.';
comment on column adcp.task_policies.deadline is 'How long after its submission an operation may wait before it is timed_out.';
comment on column adcp.task_policies.timed_out_as is 'What the deadline makes of an operation: timed_out, which a late outcome still settles, or failed, as the design guide has it, for good.';
comment on column adcp.task_policies.call_timeout is 'How long one call may take; the lease of its step is longer by a fixed margin.';
comment on column adcp.task_policies.attempts_in_series is 'How many tries follow each other closely before a pause.';
comment on column adcp.task_policies.retry_first is 'Wait after the first failed try of a series; doubles with each further one.';
comment on column adcp.task_policies.retry_most is 'Longest wait between two tries of a series.';
comment on column adcp.task_policies.series_pause is 'Wait between two series of tries.';

-- Deadlines: the design guide's OPERATION_TIMEOUTS (create 24 h, update 12 h, creative 48 h); a check may wait for a person, reads are
-- minutes. get_products and get_creative_features are mutating by the manifest, but a second answer harms nobody, and their key is optional.
insert into adcp.task_policies
    (task_type, is_mutating, needs_idempotency_key, accepts_webhook, may_go_async, governed, purchase_type, natural_key, read_back_task, since,
     deadline) values
    ('*', true, false, false, true, 'never', null, null, null, '3.0', '24 hours'),
    ('accept_proposal', true, true, true, true, 'conditionally', 'media_buy', 'purchase_order_ref', 'get_media_buys', '3.2', '24 hours'),
    ('acquire_rights', true, true, true, true, 'always', 'rights_license', null, 'get_rights', '3.0', '24 hours'),
    ('activate_signal', true, true, false, true, 'conditionally', 'signal_activation', null, 'get_signals', '3.0', '24 hours'),
    ('build_creative', true, true, true, true, 'conditionally', 'creative_services', null, null, '3.0', '48 hours'),
    ('buy_products', true, true, true, true, 'always', 'media_buy', 'purchase_order_ref', 'get_media_buys', '3.2', '24 hours'),
    ('calibrate_content', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('check_governance', false, false, false, true, 'never', null, null, null, '3.0', '48 hours'),
    ('comply_test_controller', true, false, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('control_media_buy', true, true, true, true, 'conditionally', 'media_buy', null, 'get_media_buys', '3.2', '12 hours'),
    ('create_collection_list', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('create_content_standards', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('create_media_buy', true, true, true, true, 'always', 'media_buy', 'po_number', 'get_media_buys', '3.0', '24 hours'),
    ('create_property_list', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('decline_proposals', true, true, true, true, 'never', null, null, null, '3.2', '24 hours'),
    ('delete_collection_list', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('delete_property_list', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('get_account_financials', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_adcp_capabilities', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_brand_identity', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_collection_list', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_content_standards', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_creative_delivery', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_creative_features', false, false, true, true, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_media_buy_artifacts', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_media_buy_delivery', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_media_buys', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_plan_audit_logs', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_principal', false, false, false, false, 'never', null, null, null, '3.2', '15 minutes'),
    ('get_products', false, false, true, true, 'never', null, null, null, '3.0', '1 hour'),
    ('get_property_list', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_reporting_status', false, false, false, false, 'never', null, null, null, '3.2', '15 minutes'),
    ('get_rights', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('get_signals', false, false, true, true, 'never', null, null, null, '3.0', '1 hour'),
    ('get_task_status', false, false, false, false, 'never', null, null, null, '3.1', '15 minutes'),
    ('list_account_changes', false, false, false, false, 'never', null, null, null, '3.2', '15 minutes'),
    ('list_accounts', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('list_collection_lists', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('list_content_standards', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('list_creative_formats', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('list_creatives', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('list_products', false, false, true, true, 'never', null, null, null, '3.2', '15 minutes'),
    ('list_property_lists', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('list_tasks', false, false, false, false, 'never', null, null, null, '3.1', '15 minutes'),
    ('list_transformers', false, false, false, false, 'never', null, null, null, '3.1', '15 minutes'),
    ('log_event', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('preview_creative', false, false, true, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('provide_performance_feedback', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('refine_proposals', true, true, true, true, 'never', null, null, null, '3.2', '24 hours'),
    ('report_plan_adjustment', true, true, false, false, 'never', null, null, null, '3.2', '7 days'),
    ('report_plan_outcome', true, true, false, false, 'never', null, null, null, '3.0', '7 days'),
    ('report_usage', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('request_proposals', true, true, true, true, 'never', null, null, null, '3.2', '24 hours'),
    ('search_brands', false, false, false, false, 'never', null, null, null, '3.1', '15 minutes'),
    ('si_get_offering', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('si_initiate_session', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('si_send_message', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('si_terminate_session', true, false, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('sync_accounts', true, true, true, true, 'never', null, null, null, '3.0', '24 hours'),
    ('sync_agent_notification_configs', true, true, false, false, 'never', null, null, null, '3.2', '24 hours'),
    ('sync_audiences', true, true, false, true, 'never', null, null, null, '3.0', '24 hours'),
    ('sync_catalogs', true, true, true, true, 'never', null, null, null, '3.0', '24 hours'),
    ('sync_creatives', true, true, true, true, 'never', null, null, 'list_creatives', '3.0', '48 hours'),
    ('sync_event_sources', true, true, false, true, 'never', null, null, null, '3.0', '24 hours'),
    ('sync_governance', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('sync_plans', true, true, false, false, 'never', null, null, null, '3.0', '1 hour'),
    ('sync_principal', true, true, false, false, 'never', null, null, null, '3.2', '24 hours'),
    ('sync_reporting_receipts', true, true, false, false, 'never', null, null, null, '3.2', '24 hours'),
    ('sync_reporting_status', true, true, false, false, 'never', null, null, null, '3.2', '24 hours'),
    ('update_collection_list', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('update_content_standards', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('update_media_buy', true, true, true, true, 'conditionally', 'media_buy', null, 'get_media_buys', '3.0', '12 hours'),
    ('update_property_list', true, true, false, false, 'never', null, null, null, '3.0', '24 hours'),
    ('update_rights', true, true, true, true, 'conditionally', 'rights_license', null, 'get_rights', '3.0', '24 hours'),
    ('validate_content_delivery', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('validate_input', false, false, false, false, 'never', null, null, null, '3.1', '15 minutes'),
    ('validate_property_delivery', false, false, false, false, 'never', null, null, null, '3.0', '15 minutes'),
    ('verify_brand_claim', true, false, false, false, 'never', null, null, null, '3.1', '24 hours'),
    ('verify_brand_claims', true, false, false, false, 'never', null, null, null, '3.1', '24 hours');

update adcp.task_policies set is_closed = true where task_type in (
    'check_governance', 'get_plan_audit_logs', 'report_plan_outcome', 'sync_plans',
    'create_collection_list', 'delete_collection_list', 'get_collection_list', 'list_collection_lists', 'update_collection_list',
    'create_property_list', 'delete_property_list', 'get_property_list', 'list_property_lists', 'update_property_list',
    'validate_property_delivery');

create table adcp.poll_policies (
    state               text     not null primary key references adcp.states (state),
    first_after         interval not null check (first_after > interval '0'),
    first_with_webhook  interval not null check (first_with_webhook > interval '0'),
    growth              numeric  not null default 1.5 check (growth between 1 and 10),
    most                interval not null check (most >= first_after)
);
comment on table adcp.poll_policies is 'When to ask the seller again, by the state that it last told us.';
comment on column adcp.poll_policies.state is 'State of the operation.';
comment on column adcp.poll_policies.first_after is 'Wait before the first poll.';
comment on column adcp.poll_policies.first_with_webhook is 'The same where the seller will call back: the poll is then only a backup.';
comment on column adcp.poll_policies.growth is 'Factor by which the wait grows from poll to poll.';
comment on column adcp.poll_policies.most is 'Longest wait between two polls.';

-- The backup poll two minutes after a submit with a webhook: design guide, "Webhook + Polling Backup".
insert into adcp.poll_policies (state, first_after, first_with_webhook, growth, most) values
    ('calling_adcp',   '30 seconds', '30 seconds', 1.5, '5 minutes'),
    ('submitted',      '30 seconds', '2 minutes',  1.5, '15 minutes'),
    ('working',        '5 seconds',  '30 seconds', 1.5, '2 minutes'),
    ('input_required', '5 minutes',  '10 minutes', 1.5, '30 minutes'),
    ('auth_required',  '5 minutes',  '10 minutes', 1.5, '30 minutes');

create table adcp.error_codes (
    code       text    not null primary key check (length(code) <= 64),
    recovery   text    not null check (recovery in ('transient', 'correctable', 'terminal')),
    is_outage  boolean not null default false,
    since      text    not null check (since ~ '^[0-9]+[.][0-9]+$')
);
comment on table adcp.error_codes is 'The standard error codes of AdCP 3.2 (manifest.json, error_codes). Sellers may send others: those are transient where the same request may be sent again.';
comment on column adcp.error_codes.code is 'Name.';
comment on column adcp.error_codes.recovery is 'transient: the same request may succeed later. correctable: another request may. terminal: a person has to act. The seller''s own word on it goes before.';
comment on column adcp.error_codes.is_outage is 'It says that the agent is out of order, and counts against it as a lost call does.';
comment on column adcp.error_codes.since is 'First AdCP release that has it.';

insert into adcp.error_codes (code, recovery, since) values
    ('ACCOUNT_AMBIGUOUS', 'correctable', '3.0'),
    ('ACCOUNT_IDENTITY_CONFLICT', 'correctable', '3.2'),
    ('ACCOUNT_MOVED', 'correctable', '3.2'),
    ('ACCOUNT_NOT_FOUND', 'terminal', '3.0'),
    ('ACCOUNT_PAYMENT_REQUIRED', 'terminal', '3.0'),
    ('ACCOUNT_REQUIRED', 'correctable', '3.2'),
    ('ACCOUNT_SETUP_REQUIRED', 'correctable', '3.0'),
    ('ACCOUNT_SUSPENDED', 'terminal', '3.0'),
    ('ACTION_NOT_ALLOWED', 'correctable', '3.1'),
    ('AGENT_BLOCKED', 'terminal', '3.1'),
    ('AGENT_SUSPENDED', 'terminal', '3.1'),
    ('AMBIGUOUS_BIDDING_POLICY', 'correctable', '3.2'),
    ('AUDIENCE_TOO_SMALL', 'correctable', '3.0'),
    ('AUTHORIZATION_REQUIRED', 'correctable', '3.1'),
    ('AUTH_INVALID', 'terminal', '3.1'),
    ('AUTH_MISSING', 'correctable', '3.1'),
    ('AUTH_REQUIRED', 'correctable', '3.0'),
    ('BIDDING_PLACEMENT_CONFLICT', 'correctable', '3.2'),
    ('BILLING_NOT_PERMITTED_FOR_AGENT', 'correctable', '3.1'),
    ('BILLING_NOT_SUPPORTED', 'correctable', '3.1'),
    ('BILLING_OUT_OF_BAND', 'terminal', '3.1'),
    ('BRAND_REQUIRED', 'correctable', '3.1'),
    ('BUDGET_CAP_REACHED', 'correctable', '3.1'),
    ('BUDGET_EXCEEDED', 'correctable', '3.0'),
    ('BUDGET_EXHAUSTED', 'terminal', '3.0'),
    ('BUDGET_TOO_LOW', 'correctable', '3.0'),
    ('CAMPAIGN_SUSPENDED', 'transient', '3.0'),
    ('CATALOG_LIMIT_EXCEEDED', 'correctable', '3.1'),
    ('COMMITTED_RESOURCE_PURGED', 'terminal', '3.2'),
    ('COMPLIANCE_UNSATISFIED', 'correctable', '3.0'),
    ('CONFIGURATION_ERROR', 'terminal', '3.1'),
    ('CONFLICT', 'transient', '3.0'),
    ('CONFLICTING_SELECTORS', 'correctable', '3.2'),
    ('CREATIVE_DEADLINE_EXCEEDED', 'correctable', '3.0'),
    ('CREATIVE_INACCESSIBLE', 'correctable', '3.1'),
    ('CREATIVE_LOCALE_NOT_ACCEPTED', 'correctable', '3.2'),
    ('CREATIVE_MISSING_CLICK_URL', 'correctable', '3.2'),
    ('CREATIVE_NOT_FOUND', 'correctable', '3.0'),
    ('CREATIVE_REJECTED', 'correctable', '3.0'),
    ('CREATIVE_REPRESENTATION_UNRESOLVED', 'correctable', '3.2'),
    ('CREATIVE_REVISION_CONTENT_MISMATCH', 'correctable', '3.2'),
    ('CREATIVE_SIZE_MISMATCH', 'correctable', '3.2'),
    ('CREATIVE_VALIDATION_FAILED_GENERIC', 'correctable', '3.2'),
    ('CREATIVE_VALUE_NOT_ALLOWED', 'correctable', '3.1'),
    ('CREDENTIAL_IN_ARGS', 'terminal', '3.1'),
    ('CURSOR_EXPIRED', 'correctable', '3.2'),
    ('EVALUATOR_AGENT_NOT_ACCEPTED', 'correctable', '3.1'),
    ('FEED_FETCH_FAILED', 'correctable', '3.1'),
    ('FIELD_NOT_PERMITTED', 'correctable', '3.1'),
    ('FORMAT_DECLARATION_DIVERGENT', 'correctable', '3.1'),
    ('FORMAT_DECLARATION_V1_AMBIGUOUS', 'correctable', '3.1'),
    ('FORMAT_DECLARATION_V1_LOSSY_MULTI_SIZE', 'correctable', '3.1'),
    ('FORMAT_NOT_SUPPORTED', 'correctable', '3.1'),
    ('FORMAT_OPTION_UNRESOLVED', 'correctable', '3.1'),
    ('FORMAT_PROJECTION_FAILED', 'correctable', '3.1'),
    ('FORMAT_SHAPE_PROMOTED', 'correctable', '3.2'),
    ('GOVERNANCE_AGENT_NOT_ACCEPTED', 'correctable', '3.2'),
    ('GOVERNANCE_DENIED', 'correctable', '3.0'),
    ('GOVERNANCE_UNAVAILABLE', 'transient', '3.0'),
    ('IDEMPOTENCY_CONFLICT', 'correctable', '3.0'),
    ('IDEMPOTENCY_EXPIRED', 'correctable', '3.0'),
    ('IDEMPOTENCY_IN_FLIGHT', 'transient', '3.1'),
    ('INVALID_FEED_FORMAT', 'correctable', '3.1'),
    ('INVALID_PRICING_OPTION', 'correctable', '3.2'),
    ('INVALID_REQUEST', 'correctable', '3.0'),
    ('INVALID_STATE', 'correctable', '3.0'),
    ('INVALID_USAGE_DATA', 'correctable', '3.2'),
    ('IO_REQUIRED', 'correctable', '3.0'),
    ('ITEM_VALIDATION_FAILED', 'correctable', '3.1'),
    ('MACRO_RESOLUTION_FAILED', 'correctable', '3.2'),
    ('MEDIA_BUY_NOT_FOUND', 'correctable', '3.0'),
    ('MULTI_FINALIZE_UNSUPPORTED', 'correctable', '3.1'),
    ('NOT_CANCELLABLE', 'correctable', '3.0'),
    ('PACKAGE_NOT_FOUND', 'correctable', '3.0'),
    ('PAYMENT_TERMS_NOT_SUPPORTED', 'correctable', '3.1'),
    ('PERMISSION_DENIED', 'correctable', '3.0'),
    ('PIXEL_TRACKER_LOSSY_DOWNGRADE', 'correctable', '3.1'),
    ('PIXEL_TRACKER_UPGRADE_INFERRED', 'correctable', '3.1'),
    ('PLACE_TARGET_UNAVAILABLE', 'correctable', '3.2'),
    ('PLAN_NOT_FOUND', 'correctable', '3.0'),
    ('POLICY_VIOLATION', 'correctable', '3.0'),
    ('PRIVATE_FIELD_IN_PUBLIC_PLACEMENT', 'correctable', '3.1'),
    ('PRODUCT_EXPIRED', 'correctable', '3.0'),
    ('PRODUCT_NOT_FOUND', 'correctable', '3.0'),
    ('PRODUCT_UNAVAILABLE', 'correctable', '3.0'),
    ('PROPOSAL_EXPIRED', 'correctable', '3.0'),
    ('PROPOSAL_NOT_COMMITTED', 'correctable', '3.0'),
    ('PROPOSAL_NOT_FOUND', 'correctable', '3.1'),
    ('PROVENANCE_CLAIM_CONTRADICTED', 'correctable', '3.1'),
    ('PROVENANCE_DIGITAL_SOURCE_TYPE_MISSING', 'correctable', '3.1'),
    ('PROVENANCE_DISCLOSURE_MISSING', 'correctable', '3.1'),
    ('PROVENANCE_EMBEDDED_MISSING', 'correctable', '3.1'),
    ('PROVENANCE_REQUIRED', 'correctable', '3.1'),
    ('PROVENANCE_SYNTHETIC_DEPICTION_MISSING', 'correctable', '3.2'),
    ('PROVENANCE_VERIFIER_NOT_ACCEPTED', 'correctable', '3.1'),
    ('RATE_LIMITED', 'transient', '3.0'),
    ('READ_ONLY_SCOPE', 'correctable', '3.1'),
    ('REFERENCE_NOT_FOUND', 'correctable', '3.0'),
    ('REQUOTE_REQUIRED', 'correctable', '3.0'),
    ('SCOPE_INSUFFICIENT', 'correctable', '3.1'),
    ('SERVICE_UNAVAILABLE', 'transient', '3.0'),
    ('SESSION_NOT_FOUND', 'correctable', '3.0'),
    ('SESSION_TERMINATED', 'correctable', '3.0'),
    ('SIGNAL_NOT_FOUND', 'correctable', '3.0'),
    ('SIGNAL_TARGETING_INCOMPATIBLE', 'correctable', '3.1'),
    ('SIGNED_RESPONSE_ENVELOPE_EXPIRED', 'transient', '3.2'),
    ('SIGNED_RESPONSE_REQUEST_HASH_MISMATCH', 'correctable', '3.2'),
    ('SIGNED_RESPONSE_TENANT_MISMATCH', 'correctable', '3.2'),
    ('SOURCE_ACCESS_FAILED', 'correctable', '3.2'),
    ('STALE_RESPONSE', 'transient', '3.1'),
    ('TERMS_REJECTED', 'correctable', '3.0'),
    ('UNPRICEABLE_OUTPUT', 'correctable', '3.1'),
    ('UNSUPPORTED_FEATURE', 'correctable', '3.0'),
    ('UNSUPPORTED_GRANULARITY', 'correctable', '3.1'),
    ('UNSUPPORTED_PROVISIONING', 'correctable', '3.1'),
    ('VALIDATION_ERROR', 'correctable', '3.0'),
    ('VAST_PARSE_FAILED', 'correctable', '3.2'),
    ('VAST_VERSION_MISMATCH', 'correctable', '3.2'),
    ('VAST_WRAPPER_DEPTH_EXCEEDED', 'correctable', '3.2'),
    ('VERSION_UNSUPPORTED', 'correctable', '3.0');
update adcp.error_codes set is_outage = true where code = 'CONFIGURATION_ERROR';

select adcp.record_migration(2, '0002_rules');
