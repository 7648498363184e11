extension PartnerOrganization {
    /// Writes the rows of Profile: one per account of the partner organisation, the global one first.
    func writeProfile(to csv: inout CSVText) {
        for location in locations {
            csv.put("MpnId", location.mpnID)
            csv.put("PartnerName", location.name)
            csv.put("PGA_MPNId", global.mpnID)
            csv.put("PGA_PartnerName", global.name)
            csv.put("City", location.city)
            csv.put("Country", location.country)
            csv.put("HierarchyLevel", location.hierarchyLevel)
            csv.endRow()
        }
    }
}
