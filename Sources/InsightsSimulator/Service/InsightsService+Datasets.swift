import InsightsAPI
import InsightsHTTP

extension InsightsService {
    /// Handles `GET ScheduledDataset` (insights-api section 4.1).
    func datasets(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPResponse {
        let catalog = catalog(call.program)
        let parameters = call.target.query.isEmpty ? nil : call.parameters
        guard let name = parameters?[.datasetName] else {
            if call.isRedacted || settings.pageSize != nil {
                return try list(call, catalog.records) { writer, record in
                    record.write(to: &writer, program: call.program)
                }
            }
            return call.frame.json(200, catalog.listing)
        }
        guard let record = catalog.records.first(where: { $0.datasetName.lowercased() == name.lowercased() }) else {
            throw ServiceRefusal(.noItemFound)
        }
        return call.envelope(count: 1) { writer in
            record.write(to: &writer, program: call.program)
        }
    }
}
