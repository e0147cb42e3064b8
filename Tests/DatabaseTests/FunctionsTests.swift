import AdCP
import Database
import Foundation
import Postgres
import Testing
import TestSupport

/// Every Swift function of `Database` against the real schema, as the application's role.
@Suite(.database, .timeLimit(.minutes(2)))
struct FunctionsTests {
    // MARK: Access

    @Test func `a tenant is made once and found by name`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            #expect(try await database.putTenant("acme") == deployment.tenant)
            #expect(try await database.findTenant("acme") == deployment.tenant)
            let unknown = await #expect(throws: DatabaseError.self) { _ = try await database.findTenant("nobody") }
            #expect(unknown?.kind == .unknown && unknown?.field == "tenant" && unknown?.sqlState == "AD011")
            let invalid = await #expect(throws: DatabaseError.self) { _ = try await database.putTenant("Not A Name") }
            #expect(invalid?.kind == .invalidField && invalid?.field == "tenant" && invalid?.hint != nil)
        }
    }

    @Test func `a key opens the door of its own tenant only`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            let other = try await database.putTenant("other")
            let id = try await database.putAPIKey(tenant: deployment.tenant, name: "ci", hash: hash(1))
            #expect(try await database.putAPIKey(tenant: deployment.tenant, name: "renamed", hash: hash(1)) == id)
            #expect(try await database.checkAPIKey(tenant: deployment.tenant, hash: hash(1)) == "renamed")
            #expect(try await database.checkAPIKey(tenant: deployment.tenant, hash: hash(2)) == nil)
            #expect(try await database.checkAPIKey(tenant: other, hash: hash(1)) == nil)
        }
    }

    // MARK: Agents

    @Test func `an agent is described, connected to and listed`() async throws {
        try await Deployment.with(isKnown: false) { deployment async throws in
            let database = deployment.database
            let before = try #require(
                try await database.agentConnection(deployment.agent, tenant: deployment.tenant))
            #expect(before.name == "seller" && before.url == "https://seller.example/mcp" && before.transport == "mcp")
            #expect(before.credential == "env:SELLER_TOKEN" && before.version == nil && !before.knowsCapabilities)

            let revision = try await deployment.recordCapabilities(version: "3.1")
            let after = try #require(try await database.agentConnection(deployment.agent, tenant: deployment.tenant))
            #expect(after.revision == revision && after.revision > before.revision)
            #expect(after.version == "3.1" && after.pollTool == "get_task_status" && after.listTool == "list_tasks")
            #expect(after.knowsCapabilities)

            let document = try JSON(parsing: try await database.agent(named: "seller", tenant: deployment.tenant))
            #expect(document["id"]?.string == deployment.agent.uuidString.lowercased())
            #expect(document["supported_versions"]?.array == ["3.0", "3.1"])
            let list = try JSON(parsing: try await database.agents(tenant: deployment.tenant))
            #expect(list["agents"]?.array == [document])
        }
    }

    @Test func `what is wrong with an agent is named`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            for (agent, field) in [
                (AgentDescription(name: "No Name", url: "https://a.example"), "name"),
                (AgentDescription(name: "a", url: "not a url"), "url"),
                (AgentDescription(name: "a", url: "https://a.example", credential: "sk-topsecret"), "credential"),
                (AgentDescription(name: "a", url: "https://a.example", webhookMode: .bearer), "public_url"),
            ] {
                let error = await #expect(throws: DatabaseError.self) {
                    try await database.putAgent(agent, tenant: deployment.tenant)
                }
                #expect(error?.kind == .invalidField && error?.field == field)
                #expect(error?.description.contains("topsecret") == false)
            }
        }
    }

    @Test func `an unknown agent is nobody's`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            let other = try await database.putTenant("other")
            #expect(try await database.agentConnection(deployment.agent, tenant: other) == nil)
            let error = await #expect(throws: DatabaseError.self) {
                _ = try await database.agent(named: "seller", tenant: other)
            }
            #expect(error?.kind == .unknown && error?.field == "agent")
            let capabilities = AgentCapabilities(
                version: nil, supportedVersions: [], idempotencySupported: false, replaySeconds: nil, pollTool: nil,
                listTool: nil, document: "{}")
            #expect(try await database.recordCapabilities(capabilities, of: deployment.agent, tenant: other) == nil)
        }
    }

    // MARK: Submitting

    @Test func `a submission is read back`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            let submitted = try await database.submit(
                Submission(
                    tenant: deployment.tenant, agent: "seller", task: "create_media_buy",
                    request: #"{"buyer_ref": "é\"1", "account": {"account_id": "a1"}}"#, key: "order-1",
                    deadlineSeconds: 3_600))
            #expect(submitted.isNew)
            let operation = OperationID(tenant: deployment.tenant, id: submitted.operation)
            let document = try await deployment.document(operation)
            #expect(document["state"] == "requested" && document["agent"] == "seller")
            #expect(document["task_type"] == "create_media_buy" && document["idempotency_key"] == "order-1")
            #expect(document["request"]?["buyer_ref"] == "é\"1")
            #expect(document["next_step"]?["step"] == "call")

            let page = try JSON(parsing: try await database.operations(tenant: deployment.tenant))
            #expect(page["operations"]?.array?.map { $0["id"]?.string } == [operation.id.uuidString.lowercased()])
            let versions = try await database.versions([operation, OperationID(tenant: UUID(), id: operation.id)])
            #expect(versions.count == 1 && versions[0].operation == operation)
            #expect(versions[0].version == 1 && versions[0].state == "requested" && !versions[0].isSettled)
            let events = try await database.events(of: operation)
            #expect(events.map(\.sequence) == [1])
            #expect(try JSON(parsing: events[0].document)["state"] == "requested")
        }
    }

    @Test func `a list is filtered and goes on where it stopped`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            var operations: [OperationID] = []
            for number in 1...5 { operations.append(try await deployment.submit(#"{"n": \#(number)}"#)) }
            _ = try await database.cancel(operations[0])

            func identifiers(_ filter: OperationFilter) async throws -> ([UUID?], next: UUID?) {
                let page = try JSON(parsing: try await database.operations(tenant: deployment.tenant, filter))
                return (
                    page["operations"]?.array?.map { $0["id"]?.string.flatMap(UUID.init) } ?? [],
                    page["next"]?.string.flatMap(UUID.init)
                )
            }
            // Newest first; those of one millisecond in the order of their identifiers.
            let listed = operations.map(\.id).sorted { $0.uuidString > $1.uuidString }
            let first = try await identifiers(OperationFilter(limit: 3))
            #expect(first.0 == Array(listed.prefix(3)))
            let second = try await identifiers(OperationFilter(before: first.next, limit: 3))
            #expect(second.0 == Array(listed.suffix(2)) && second.next == nil)
            #expect(try await identifiers(OperationFilter(states: ["canceled"])).0 == [operations[0].id])
            #expect(
                try await identifiers(OperationFilter(states: ["canceled", "requested"], agent: "seller")).0.count == 5)
            #expect(try await identifiers(OperationFilter(task: "sync_creatives")).0.isEmpty)
            #expect(try await identifiers(OperationFilter(attention: true)).0.isEmpty)

            let state = await #expect(throws: DatabaseError.self) {
                _ = try await identifiers(OperationFilter(states: ["no-such"]))
            }
            #expect(state?.kind == .invalidField && state?.field == "state")
        }
    }

    @Test func `one key gives one operation`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            let first = try await database.submit(deployment.submission(key: "k"))
            let second = try await database.submit(deployment.submission(key: "k"))
            #expect(first.operation == second.operation && first.isNew && !second.isNew)
            let error = await #expect(throws: DatabaseError.self) {
                _ = try await database.submit(deployment.submission(#"{"buyer_ref": "other"}"#, key: "k"))
            }
            #expect(error?.kind == .keyReused && error?.field == "Idempotency-Key")
        }
    }

    @Test func `what is wrong with a submission is named`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            var unknownAgent = deployment.submission()
            unknownAgent.agent = "nobody"
            var unknownTenant = deployment.submission()
            unknownTenant.tenant = UUID()
            var noDeadline = deployment.submission()
            noDeadline.deadlineSeconds = 0
            for (submission, kind, field) in [
                (unknownAgent, .unknown, "agent"), (unknownTenant, .unknown, "tenant"),
                (noDeadline, .invalidField, "deadline"),
                (deployment.submission("[]"), .invalidField, "request"),
                (deployment.submission(#"{"idempotency_key": "x"}"#), .invalidField, "request.idempotency_key"),
                (deployment.submission("{broken"), .invalidField, nil),
                (deployment.submission(#"{"a": "\u0000"}"#), .invalidField, nil),
                (deployment.submission("{\"a\": \"\0\"}"), .invalidField, nil),
                (deployment.submission(key: ""), .invalidField, "Idempotency-Key"),
            ] as [(Submission, DatabaseError.Kind, String?)] {
                let error = await #expect(throws: DatabaseError.self) { _ = try await database.submit(submission) }
                #expect(error?.kind == kind && error?.field == field, "\(submission.request)")
                #expect(error?.mayHaveCommitted == false)
            }
            #expect(
                try await deployment.administrator.query(Statement(sql: "select count(*) from adcp.operations")).int(
                    0, 0) == 0)
        }
    }

    @Test func `a batch is submitted in order, all or none`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            let items = (1...50).map {
                SubmissionBatch.Item(
                    agent: "seller", task: "create_media_buy", request: #"{"n": \#($0)}"#, key: "k\($0)")
            }
            let operations = try await database.submitMany(SubmissionBatch(tenant: deployment.tenant, items: items))
            #expect(Set(operations).count == 50)
            for (index, id) in operations.enumerated() where index % 10 == 0 {
                let document = try await deployment.document(OperationID(tenant: deployment.tenant, id: id))
                #expect(document["request"]?["n"]?.int == index + 1)
            }
            let again = SubmissionBatch(
                tenant: deployment.tenant,
                items: [SubmissionBatch.Item(agent: "seller", task: "create_media_buy", request: "{}")] + [items[0]])
            let conflict = await #expect(throws: DatabaseError.self) { _ = try await database.submitMany(again) }
            #expect(conflict?.kind == .conflict)
            let stranger = SubmissionBatch(
                tenant: deployment.tenant,
                items: [
                    SubmissionBatch.Item(agent: "seller", task: "create_media_buy", request: "{}"),
                    SubmissionBatch.Item(agent: "nobody", task: "create_media_buy", request: "{}"),
                ])
            let unknown = await #expect(throws: DatabaseError.self) { _ = try await database.submitMany(stranger) }
            #expect(unknown?.kind == .unknown && unknown?.field == "agent")
            let badKey = SubmissionBatch(
                tenant: deployment.tenant,
                items: [SubmissionBatch.Item(agent: "seller", task: "create_media_buy", request: "{}", key: "é")])
            let invalid = await #expect(throws: DatabaseError.self) { _ = try await database.submitMany(badKey) }
            #expect(invalid?.kind == .invalidField && invalid?.field == "Idempotency-Key")
            #expect(
                try await deployment.administrator.query(Statement(sql: "select count(*) from adcp.operations")).int(
                    0, 0) == 50)
        }
    }

    // MARK: Steps

    @Test func `a step is claimed, handed back and claimed again`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            #expect(try await database.timeUntilNextStep() > .seconds(10))
            let operation = try await deployment.submit()
            #expect(try await database.timeUntilNextStep() == .zero)
            #expect(try await database.timeUntilNextStep(except: [deployment.agent]) > .seconds(10))
            let spared = try await database.claim(
                instance: deployment.instance, limit: 10, after: nil, except: [deployment.agent])
            #expect(spared.steps.isEmpty && spared.lowWater == nil)

            let claim = try await database.claim(instance: deployment.instance, limit: 10, after: nil)
            let step = try #require(claim.steps.first)
            #expect(claim.steps.count == 1 && step.operation == operation && step.agent == deployment.agent)
            #expect(step.kind == .call && step.attempt == 0 && step.task == "create_media_buy" && step.taskID == nil)
            #expect(step.timeout == .seconds(60) && step.isResendable && !step.isUncertain)
            let request = try JSON(parsing: try #require(step.request))
            #expect(request["buyer_ref"] == "b1" && request["adcp_version"] == "3.1")
            #expect(request["idempotency_key"]?.string != nil)
            #expect(try await deployment.claim().isEmpty)

            try await database.release(claim.steps)
            let mark = try #require(claim.lowWater)
            let again = try await database.claim(instance: deployment.instance, limit: 10, after: mark)
            #expect(again.steps.map(\.operation) == [operation])
            #expect(again.steps[0].leaseToken > step.leaseToken && again.steps[0].request == step.request)
        }
    }

    @Test func `a request is frozen as soon as the agent is known, and anew when its version changes`() async throws {
        try await Deployment.with(isKnown: false) { deployment async throws in
            let database = deployment.database
            try await deployment.submit()
            let step = try #require(try await deployment.claim().first)
            #expect(step.request == "")
            #expect(try await database.prepare(step) == .needsVersion)
            try await deployment.recordCapabilities(version: "3.0")
            let frozen = try JSON(parsing: try #require(try await database.prepare(step).text))
            #expect(frozen["adcp_version"] == "3.0")
            #expect(try await database.refreeze(step) == .needsVersion)

            try await deployment.recordCapabilities(version: "3.1")
            let anew = try JSON(parsing: try #require(try await database.refreeze(step).text))
            #expect(anew["adcp_version"] == "3.1" && anew["buyer_ref"] == "b1")
            #expect(anew["idempotency_key"] != frozen["idempotency_key"])

            try await database.release([step])
            _ = try await deployment.claim()
            #expect(try await database.prepare(step) == .held, "the lease is another's by now")
        }
    }

    // MARK: Observing

    @Test func `an operation is called, polled and completed`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            let operation = try await deployment.submit(#"{"buyer_ref": "b1", "account": {"account_id": "a1"}}"#)
            let call = try #require(try await deployment.claim().first)
            let submitted = try await deployment.observe("submitted", call) { $0.taskID = "task-1" }
            #expect(submitted?.kind == .moved && submitted?.state == "submitted" && submitted?.isChange == true)
            #expect(submitted?.operation == operation)

            try await deployment.makeDue()
            let poll = try #require(try await deployment.claim().first)
            #expect(poll.kind == .poll && poll.taskID == "task-1" && poll.request == nil)
            #expect(try JSON(parsing: try #require(poll.account)) == ["account_id": "a1"])
            let same = try await deployment.observe("submitted", poll) { $0.taskID = "task-1" }
            #expect(same?.kind == .same && same?.isChange == false)

            try await deployment.makeDue()
            let last = try #require(try await deployment.claim().first)
            let completed = try await deployment.observe("completed", last) {
                $0.value = #"{"media_buy_id": "mb1"}"#
                $0.recordHash = hash(7)
                $0.reason = "approved"
                $0.sellerTime = "2026-01-01T00:00:00Z"
                $0.contextID = "c1"
            }
            #expect(completed?.kind == .moved && completed?.state == "completed")
            let document = try await deployment.document(operation)
            #expect(document["result"]?["media_buy_id"] == "mb1" && document["reason"] == "approved")
            #expect(document["context_id"] == "c1" && document["next_step"] == nil)

            let events = try await database.events(of: operation)
            #expect(
                try events.map { try JSON(parsing: $0.document)["state"]?.string }
                    == ["requested", "calling_adcp", "submitted", "completed"])
            let rest = try await database.events(of: operation, after: events[1].sequence, limit: 1)
            #expect(rest.map(\.sequence) == [events[2].sequence])
            #expect(try await database.versions([operation]).map(\.isSettled) == [true])
        }
    }

    @Test func `what comes late, twice or against the outcome changes nothing`() async throws {
        try await Deployment.with { deployment async throws in
            let operation = try await deployment.submit()
            let step = try #require(try await deployment.claim().first)
            let settle: (inout Observed) -> Void = {
                $0.recordHash = hash(7)
                $0.value = "{}"
            }
            #expect(try await deployment.observe("retry", step) { $0.retryAfterSeconds = 30 }?.kind == .retried)
            try await deployment.makeDue()
            let second = try #require(try await deployment.claim().first)
            #expect(second.attempt == 1 && second.isResendable)
            #expect(try await deployment.observe("working", step)?.kind == .stale)
            #expect(try await deployment.observe("completed", second, settle)?.kind == .moved)
            #expect(try await deployment.observe("completed", second, settle)?.kind == .duplicate)
            #expect(try await deployment.observe("rejected", second) { $0.recordHash = hash(8) }?.kind == .conflict)
            #expect(try await deployment.document(operation)["state"] == "completed")
            let stranger = Observed(
                operation: OperationID(tenant: deployment.tenant, id: UUID()), channel: .reconcile, leaseToken: nil,
                outcome: "completed")
            #expect(try await deployment.database.observe(instance: nil, [stranger]).map(\.kind) == [.unmatched])
        }
    }

    @Test func `many operations are observed at once`() async throws {
        try await Deployment.with { deployment async throws in
            for number in 1...20 { try await deployment.submit(#"{"n": \#(number)}"#) }
            let steps = try await deployment.database.claim(instance: deployment.instance, limit: 20, after: nil).steps
            #expect(steps.count == 20)
            let verdicts = try await deployment.database.observe(
                instance: deployment.instance,
                steps.enumerated().map { index, step in
                    var observed = Observed(
                        operation: step.operation, channel: .call, leaseToken: step.leaseToken,
                        outcome: index.isMultiple(of: 2) ? "submitted" : "outcome_unknown")
                    observed.taskID = index.isMultiple(of: 2) ? "task-\(index), \"quoted\"" : nil
                    return observed
                })
            let kinds = Dictionary(uniqueKeysWithValues: verdicts.map { ($0.operation, $0.kind) })
            for (index, step) in steps.enumerated() {
                #expect(kinds[step.operation] == (index.isMultiple(of: 2) ? .moved : .retried))
            }
        }
    }

    // MARK: Cancelling

    @Test func `an unsent operation is cancelled, a sent one is asked to be, a settled one is refused`() async throws {
        try await Deployment.with { deployment async throws in
            let database = deployment.database
            let unsent = try await deployment.submit()
            let canceled = try await database.cancel(unsent, reason: "changed my mind")
            #expect(canceled.isCanceled && canceled.state == "canceled" && canceled.version == 2)
            let error = await #expect(throws: DatabaseError.self) { _ = try await database.cancel(unsent) }
            #expect(error?.kind == .settled && error?.sqlState == "AD013")

            let sent = try await deployment.submit()
            _ = try await deployment.claim()
            let requested = try await database.cancel(sent)
            #expect(!requested.isCanceled && requested.state == "calling_adcp")
            #expect(try await database.cancel(sent).version == requested.version)

            let unknown = await #expect(throws: DatabaseError.self) {
                _ = try await database.cancel(OperationID(tenant: UUID(), id: sent.id))
            }
            #expect(unknown?.kind == .unknown && unknown?.field == "operation")
        }
    }

    // MARK: Webhooks

    @Test func `a webhook settles its operation, once`() async throws {
        try await Deployment.with(webhookMode: .hmacSHA256) { deployment async throws in
            let database = deployment.database
            let agent = try JSON(parsing: try await database.agent(named: "seller", tenant: deployment.tenant))
            let address = try #require(agent["webhook_url"]?.string).split(separator: "/")
            #expect(address.dropLast().last.flatMap { UUID(uuidString: String($0)) } == deployment.tenant)
            let id = try #require(address.last.flatMap { UUID(uuidString: String($0)) })
            let route = try #require(try await database.webhookRoute(tenant: deployment.tenant, id: id))
            #expect(route.agent == deployment.agent && route.agentName == "seller" && route.mode == .hmacSHA256)
            #expect(try await database.webhookRoute(tenant: UUID(), id: id) == nil)

            let operation = try await deployment.submit()
            let step = try #require(try await deployment.claim().first)
            _ = try await deployment.observe("submitted", step) { $0.taskID = "task-1" }

            var webhook = VerifiedWebhook(
                route: route, idempotencyKey: "d1", fingerprint: hash(1), outcome: "completed", body: "{\"é\": 1}")
            webhook.operationID = operation.id.uuidString.lowercased()
            webhook.taskID = "task-1"
            webhook.taskType = "create_media_buy"
            webhook.recordHash = hash(7)
            webhook.value = #"{"media_buy_id": "mb1"}"#
            let receipt = try await database.accept(webhook)
            #expect(receipt.answer == .accepted && receipt.changed == operation && receipt.delivery != nil)
            #expect(try await deployment.document(operation)["channel"] == "webhook")

            let duplicate = try await database.accept(webhook)
            #expect(duplicate.answer == .duplicate && duplicate.delivery == receipt.delivery)
            webhook.fingerprint = hash(2)
            #expect(try await database.accept(webhook).answer == .keyConflict)
            webhook.idempotencyKey = "d2"
            webhook.outcome = "rejected"
            webhook.recordHash = hash(8)
            #expect(try await database.accept(webhook).answer == .conflict)
        }
    }

    @Test func `a webhook that was accepted and not applied is applied later`() async throws {
        try await Deployment.with(webhookMode: .bearer) { deployment async throws in
            let database = deployment.database
            let agent = try JSON(parsing: try await database.agent(named: "seller", tenant: deployment.tenant))
            let id = try #require(
                agent["webhook_url"]?.string?.split(separator: "/").last.flatMap { UUID(uuidString: String($0)) })
            let route = try #require(try await database.webhookRoute(tenant: deployment.tenant, id: id))
            let operation = try await deployment.submit()
            _ = try await deployment.claim()
            #expect(try await database.applyWebhooks(limit: 10).isEmpty)

            var webhook = VerifiedWebhook(
                route: route, idempotencyKey: "d1", fingerprint: hash(1), outcome: "working", body: "{}")
            webhook.operationID = operation.id.uuidString.lowercased()
            webhook.taskType = "create_media_buy"
            #expect(try await database.accept(webhook).changed == operation)
            // As after a crash between the two.
            try await deployment.administrator.query(
                Statement(sql: "update adcp.webhook_keys set applied_at = null, verdict = null, due_at = now()"))
            #expect(try await database.accept(webhook).answer == .inProgress)
            #expect(try await database.applyWebhooks(limit: 10) == [operation])
            #expect(try await database.accept(webhook).answer == .duplicate)
        }
    }

    // MARK: Fleet

    @Test func `an instance lives and stops`() async throws {
        try await Deployment.with { deployment async throws in
            try await deployment.database.beat(instance: deployment.instance, name: "host/1", version: "0.1")
            try await deployment.database.beat(instance: deployment.instance, name: "host/1", version: "0.1")
            let state = Statement(
                sql: "select name, version, stopped_at is not null from adcp.instances where id = $1::uuid")
            let alive = try await deployment.administrator.query(state, [.uuid(deployment.instance)])
            #expect(alive.count == 1 && alive.string(0, 0) == "host/1" && !alive.bool(0, 2))
            try await deployment.database.stopInstance(deployment.instance)
            #expect(try await deployment.administrator.query(state, [.uuid(deployment.instance)]).bool(0, 2))
        }
    }

    @Test func `partitions are made ahead of time, and only once`() async throws {
        try await Deployment.with { deployment async throws in
            #expect(try await deployment.database.maintain() == 0)
            try await deployment.administrator.query(
                Statement(
                    sql: """
                        do $$ begin execute 'drop table adcp.' || (select max(relname) from pg_class
                            where relname ~ '^api_calls_[0-9]+$' and relkind = 'r'); end $$
                        """))
            #expect(try await deployment.database.maintain() == 1)
            #expect(try await deployment.database.maintain() == 0)
        }
    }

    @Test func `changes are announced to those who listen`() async throws {
        try await Deployment.with { deployment async throws in
            let listener = Listener(
                try PostgresConfiguration(connectionString: TestDatabase.current.applicationDSN),
                channels: ["adcp_changed", "adcp_work"], logger: .silent)
            var events = listener.makeAsyncIterator()
            #expect(await events.next() == .resync)
            let operation = UUID()
            try await deployment.database.announce(operations: [operation], work: true)
            let name = operation.uuidString.lowercased()
            #expect(await events.next() == .notification(channel: "adcp_changed", payload: name))
            #expect(await events.next() == .notification(channel: "adcp_work", payload: ""))
            try await deployment.database.announce(operations: nil, work: false)
            #expect(await events.next() == .notification(channel: "adcp_changed", payload: "*"))
        }
    }

    @Test func `the schema is the one that this program was built with`() async throws {
        try await Deployment.with { deployment async throws in
            let status = try await deployment.database.schemaStatus()
            #expect(status.isCurrent && status.migrations.allSatisfy { $0.state == .applied })
        }
    }
}
