import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension InsightsService {
    /// Handles `GET ScheduledDataset` (insights-api section 4.1).
    func datasets(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPResponse {
        let catalog = catalog(call.program)
        if call.target.query.isEmpty, !call.isRedacted, settings.pageSize == nil {
            return call.frame.json(200, catalog.listing)
        }
        let key = keptKey(call)
        if let kept = keptResponse(call, key, source: { _ in .catalogue }) { return kept }
        let selection = select(call, from: { _ in .catalogue }) { _, _ in catalog.records }
        guard let name = call.parameters[.datasetName]?.lowercased() else {
            return try list(call, key, of: selection, selection.records.map { $0.json(call.program) })
        }
        guard let record = selection.records.first(where: { $0.datasetName.lowercased() == name }) else {
            throw ServiceRefusal(.noItemFound)
        }
        return response(call, key, of: selection, call.body([record.json(call.program)]))
    }
}

extension DatasetRecord {
    fileprivate func json(_ program: PartnerProgram) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        write(to: &writer, program: program)
        return writer.bytes
    }
}
