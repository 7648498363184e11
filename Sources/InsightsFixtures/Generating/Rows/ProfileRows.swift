extension World {
    /// The rows of Profile: one per account of the partner organisation, the global one first.
    func profile() -> [UInt8] {
        var csv = CSVWriter()
        for location in locations {
            csv.row { row in
                row.put("MpnId", location.mpnID)
                row.put("PartnerName", location.name)
                row.put("PGA_MPNId", locations[0].mpnID)
                row.put("PGA_PartnerName", locations[0].name)
                row.put("City", location.city)
                row.put("Country", location.country)
                row.put("HierarchyLevel", location.hierarchyLevel)
            }
        }
        return csv.bytes
    }
}
