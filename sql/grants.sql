-- Rights, whole: the application may execute the public functions and nothing else; readers may read the views.
revoke all on schema adcp from public;
revoke all on schema adcp_api from public;
revoke all on schema adcp_report from public;
revoke all on all tables in schema adcp from public, adcp_app, adcp_operator, adcp_reader;
revoke all on all functions in schema adcp from public, adcp_app, adcp_operator, adcp_reader;
revoke all on all functions in schema adcp_api from public, adcp_reader;

grant usage on schema adcp_api to adcp_app, adcp_operator;
grant execute on all functions in schema adcp_api to adcp_app, adcp_operator;
grant usage on schema adcp_report to adcp_reader, adcp_operator, adcp_app;
grant select on all tables in schema adcp_report to adcp_reader, adcp_operator, adcp_app;
grant execute on all functions in schema adcp_report to adcp_reader, adcp_operator, adcp_app;

select adcp_api.maintain();
