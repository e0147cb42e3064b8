import sys, uuid, statistics
from measure import *
dsn=sys.argv[1]; db=with_database(dsn,"holdfast_bench"); here=pathlib.Path(__file__).parent
if '--reset' in sys.argv:
    psql(dsn,"drop database if exists holdfast_bench"); psql(dsn,"create database holdfast_bench")
    subprocess.run(f"{here}/../../sql/schema.sh | psql -qX -v ON_ERROR_STOP=1 '{db}' >/dev/null 2>&1 && psql -qX '{db}' -f {here}/prepare.sql >/dev/null",shell=True,check=True)
t=psql(db,"select id from adcp.tenants"); s=Server(dsn)
for r in range(2):
    a=pgbench(s,db,here/"trivial.pgbench",8,3)
    b=pgbench(s,db,here/"life_batch.pgbench",4,4,dict(tenant=t,instance=uuid.uuid4(),water="-infinity"),100)
    print(a,b,"ratio",b[1]/a[1])
