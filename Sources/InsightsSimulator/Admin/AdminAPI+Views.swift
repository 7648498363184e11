import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsReports
import InsightsTime

/// The routes that only look: `/_sim/tenants`, `/_sim/settings`, `/_sim/catalogue`, `/_sim/reports` and
/// `/_sim/events`.
extension AdminAPI {
    /// Lists all tenants, those of the tenants file first.
    func tenants() -> JSONValue {
        .object([
            "tenants": .array(
                directory.all.map { runtime in
                    .object([
                        "tenantId": .string(runtime.tenant.tenantID), "name": .string(runtime.tenant.displayName),
                        "domain": .string(runtime.tenant.domain), "sandbox": .bool(runtime.ordinal != nil),
                        "edition": .string(runtime.settings.edition.rawValue),
                        "now": .string(runtime.instantWithoutWaiting.description),
                        "requests": .integer(runtime.journal.requestCount),
                    ])
                }),
            "sandboxLimit": .integer(sandboxes.settings.sandboxLimit),
        ])
    }

    /// Returns every setting of a tenant with its value, that of each edition, its source and what it accepts.
    func settings(_ sandbox: TenantRuntime) -> JSONValue {
        let settings = sandbox.settings
        let editions = Edition.allCases.map { ($0.rawValue, Settings(edition: $0)) }
        return .object([
            "edition": .string(settings.edition.rawValue), "seed": .string(String(sandboxes.seed)),
            "settings": .array(
                Settings.entries.map { entry in
                    .object([
                        "name": .string(entry.name), "value": .string(entry.value(in: settings)),
                        "editions": .object(
                            JSONObject(editions.map { .init($0.0, .string(entry.value(in: $0.1))) })),
                        "accepted": .string(entry.accepted), "source": .string(entry.source),
                        "summary": .string(entry.summary), "ofTenant": .bool(Settings.isOfTenant(entry.name)),
                    ])
                }),
        ])
    }

    /// Returns the datasets that queries of a tenant may name, and the system queries, by program.
    func catalogue(_ sandbox: TenantRuntime) -> JSONValue {
        let service = sandbox.service
        let edition = sandbox.settings.catalogue
        return .object(
            JSONObject(
                PartnerProgram.allCases.map { program in
                    let catalog = service.catalog(program)
                    return .init(
                        program.rawValue,
                        .object([
                            "datasets": .array(catalog.datasets.map { Self.description(of: $0, edition) }),
                            "queries": .array(
                                catalog.systemQueries.map {
                                    .object([
                                        "queryId": .string($0.queryID), "name": .string($0.name),
                                        "query": .string($0.query),
                                    ])
                                }),
                        ]))
                }))
    }

    private static func description(of dataset: Dataset, _ edition: Edition) -> JSONValue {
        let schema = dataset.schema(edition)
        return .object([
            "name": .string(dataset.name),
            "columns": .array(
                schema.columns.map {
                    .object([
                        "name": .string($0.name), "type": .string($0.type.rawValue), "listed": .bool($0.isAdvertised),
                    ])
                }),
            "metrics": .array(schema.metrics.map { .string($0.name) }),
            "timespans": .array(dataset.availableDateRanges.map(JSONValue.string)),
            "timeColumn": schema.timeColumn.map(JSONValue.string) ?? .null,
        ])
    }

    /// Returns the queries and reports of all accounts of a tenant, with executions and callbacks.
    func reports(_ sandbox: TenantRuntime) -> JSONValue {
        let (state, now) = sandbox.withState { state, now in (state, now) }
        let service = state.service
        return .object([
            "now": .string(now.description), "started": .string(state.started.description),
            "nextEvent": service.nextDue.map { .string($0.description) } ?? .null,
            "queries": .array(
                service.allQueries.map { account, query in
                    .object([
                        "program": .string(account.program.rawValue), "user": .string(account.user),
                        "queryId": .string(query.id), "name": .string(query.name),
                        "query": .string(query.query.text), "createdTime": .string(query.createdTime.description),
                    ])
                }),
            "reports": .array(service.reports.map { Self.description(of: $0) }),
            "immediateRuns": .array(
                service.immediateRunTimes.flatMap { account, times in
                    times.map { time in
                        .object([
                            "program": .string(account.program.rawValue), "user": .string(account.user),
                            "time": .string(time.description),
                        ])
                    }
                }),
            "callbacks": .array(
                service.callbacks.records.map { record in
                    .object([
                        "reportId": .string(record.delivery.reportID),
                        "executionId": .string(record.delivery.executionID),
                        "time": .string(record.time.description), "attempt": .integer(record.delivery.attempt),
                        "succeeded": .bool(record.outcome.isSuccess),
                    ])
                }),
        ])
    }

    private static func description(of report: Report) -> JSONValue {
        .object([
            "program": .string(report.account.program.rawValue), "user": .string(report.account.user),
            "reportId": .string(report.id), "name": .string(report.plan.name),
            "status": .string(report.status.rawValue), "queryId": .string(report.plan.queryID),
            "query": .string(report.plan.query.text), "format": .string(report.plan.format.rawValue),
            "executeNow": .bool(report.plan.executeNow), "createdTime": .string(report.createdTime.description),
            "startTime": .string(report.plan.schedule.start.description),
            "intervalHours": .integer(report.plan.schedule.intervalHours),
            "remaining": report.remainingCount.map(JSONValue.integer) ?? .null,
            "nextSlot": report.nextSlot.map { .string($0.description) } ?? .null,
            "lastInstant": report.plan.schedule.lastInstant.map { .string($0.description) } ?? .null,
            // Years of executions are many, so each is an array: identifier, slot, status, time of its file.
            "executions": .array(
                report.executions.map { execution in
                    .array([
                        .string(execution.id), .string(execution.slot.description),
                        .string(execution.status.rawValue),
                        execution.generatedTime.map { .string($0.description) } ?? .null,
                    ])
                }),
        ])
    }

    /// Returns a stream of server-sent events, one whenever the tenant's journal or clock changes.
    func eventStream(_ call: AdminCall) -> HTTPResponse {
        let stream = EventStream { [sandbox = call.sandbox] in
            let journal = sandbox.journal
            return String(
                decoding: JSONWriter.encode(
                    .object([
                        "requests": .integer(journal.requestCount), "items": .integer(journal.itemCount),
                        "now": .string(sandbox.instantWithoutWaiting.description),
                    ])), as: UTF8.self)
        }
        events.add(stream)
        let fields = HTTPFields([
            (name: "Content-Type", value: "text/event-stream"), (name: "Cache-Control", value: "no-store"),
            // A proxy that collects a response would hold events back.
            (name: "X-Accel-Buffering", value: "no"),
            (
                name: "Date",
                value: HTTPDate.format(secondsSince1970: call.sandbox.instantWithoutWaiting.secondsSinceEpoch)
            ),
        ])
        return HTTPResponse(200, fields: fields, body: .stream(stream, length: nil))
    }
}
