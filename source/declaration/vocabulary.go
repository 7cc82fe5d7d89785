package declaration

import "strings"

// SchemaName names the shape of assay.yaml.
const SchemaName = "assay.declaration/v1"

// Roles are what a declarant may be to the product.
var roles = strings.Fields(`maker importer own_brand distributor laboratory`)

// markets are where rules are in force that we hold data on; eu is the union
// with the EEA, a two-letter code a country.
var markets = strings.Fields(`uk eu us au sg jp kr cn in vn tw fi de br sa ae ca`)

// labels are the schemes that give labels others may rely on, by their id in
// the regime data.
var labels = strings.Fields(`sg-cls jp-jc-star kr-cic fi-label de-it-sik us-cyber-trust-mark au-label cn-ccl
	in-tec-31318 vn-qcvn-135 tw-iot-mark br-anatel-77 br-anatel-2436 csa-iot-dss ioxt-pledge us-ul-mcv-1376 us-ctia
	eu-eucc eu-sesip gcli gsma-iot-sa etsi-en-303-645`)

// facts are the product facts that the rules of other regimes ask about.
var facts = strings.Fields(`
	sold_in_uk sold_in_eu sold_in_au sold_in_california sold_in_oregon sold_in_sg sold_in_jp sold_in_de sold_in_kr sold_in_br
	sold_in_in sold_in_vn sold_in_us sold_in_ae consumer_product own_sales_page tailor_made_for_business intended_for_integration
	is_software_only is_computer is_smartphone is_tablet is_medical is_vehicle is_therapeutic_good
	is_aviation_or_marine is_toy is_childcare is_wearable is_camera network_equipment is_router is_mobile_device
	handles_money has_cellular for_under_14_only is_smart_meter is_charge_point cra_class_1 cra_class_2 cra_critical is_open_source
	has_radio internet_connectable network_connectable ip_capable has_bluetooth_or_ip_address login_outside_lan
	has_network_interface has_optional_services network_configurable
	has_companion_app has_associated_service has_remote_data_processing has_several_components
	has_local_user_interface has_physical_interfaces has_debug_interface has_sensors has_persistent_storage
	model_on_label
	has_passwords has_preset_passwords has_user_login has_network_login has_persistent_secrets has_preinstalled_keys
	has_key_generation
	can_be_updated updates_over_network supports_automatic_updates automatic_updates_applicable has_immutable_software
	handles_personal_data stores_personal_data handles_traffic_or_location_data data_transferable has_telemetry
	consent_based_processing
	harmonised_standards_applied_in_full notified_body_involved simplified_doc_used maker_is_micro_or_small
	exception_justified label_held sbom_given_to_users cls_level_2 cls_level_3 cls_level_4
	actively_exploited_vulnerability_known severe_incident_known corrective_measure_available security_update_released
	vulnerability_in_third_party_component_known support_extended nonconformity_known maker_ceasing
	authority_request_received public_archive_of_old_versions`)

// parties are the roles in which papers name somebody.
var parties = strings.Fields(`manufacturer authorised_representative importer distributor notified_body`)

var supports = []string{"Y", "N", "N/A"}

// Facts returns the names of product facts a declaration may state.
func Facts() []string { return append([]string(nil), facts...) }
