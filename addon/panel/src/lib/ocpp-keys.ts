// What the configuration keys of OCPP 1.6 mean, for people.
import type { Language } from "./api";

const KEYS: Record<string, [en: string, fr: string]> = {
  ACPhaseSwitchingSupported: [
    "Charge Amps: whether it can change its phases during a charge.",
    "Charge Amps : peut changer de phases pendant la charge.",
  ],
  AllowOfflineTxForUnknownId: [
    "Without Borne, let badges charge that the charger does not know.",
    "Sans Borne, laisser charger les badges que la borne ne connaît pas.",
  ],
  AuthorizationCacheEnabled: [
    "Remember badges that were accepted before.",
    "Garder en mémoire les badges déjà acceptés.",
  ],
  AuthorizationKey: [
    "The password with which the charger connects. It can be written, never read.",
    "Le mot de passe de connexion de la borne. Il s’écrit, mais ne se lit pas.",
  ],
  AuthorizeRemoteTxRequests: [
    "Ask whether a badge may charge also where Borne itself starts the charge.",
    "Vérifier le badge même quand Borne démarre elle-même la charge.",
  ],
  BlinkRepeat: [
    "How many times the lamps blink as a signal.",
    "Nombre de clignotements des voyants pour un signal.",
  ],
  CentralContractValidationAllowed: [
    "Let Borne check a car’s contract certificate that the charger cannot check.",
    "Laisser Borne vérifier le certificat d’une voiture que la borne ne peut pas vérifier.",
  ],
  CertificateSignedMaxChainSize: [
    "The largest certificate chain that the charger takes.",
    "Taille maximale d’une chaîne de certificats acceptée.",
  ],
  CertificateStoreMaxLength: [
    "How many certificates the charger can keep.",
    "Nombre de certificats que la borne peut garder.",
  ],
  ChargeProfileMaxStackLevel: [
    "The highest level at which a limit can be placed above others.",
    "Le plus haut niveau auquel une limite peut primer sur les autres.",
  ],
  ChargingScheduleAllowedChargingRateUnit: [
    "Whether limits can be given in A (Current), in W (Power) or both.",
    "Limites possibles en A (Current), en W (Power) ou les deux.",
  ],
  ChargingScheduleMaxPeriods: [
    "How many steps one limit can have over time.",
    "Nombre d’étapes possibles d’une limite dans le temps.",
  ],
  ClockAlignedDataInterval: [
    "Seconds between meter readings on the clock (0: none).",
    "Secondes entre les relevés calés sur l’horloge (0 : aucun).",
  ],
  ConnectionTimeOut: [
    "Seconds to plug in after a badge or a start, before it gives up.",
    "Secondes pour brancher après un badge ou un démarrage, avant abandon.",
  ],
  ConnectorPhaseRotation: [
    "In which order the phases are wired to each socket.",
    "Ordre de câblage des phases sur chaque prise.",
  ],
  ConnectorPhaseRotationMaxLength: [
    "How many sockets can have an order of phases.",
    "Nombre de prises dont l’ordre des phases peut être donné.",
  ],
  ConnectorSwitch3to1PhaseSupported: [
    "Whether it can change from three phases to one during a charge.",
    "Peut passer de trois phases à une pendant la charge.",
  ],
  CpoName: [
    "The name of the operator, for certificates.",
    "Nom de l’exploitant, pour les certificats.",
  ],
  GetConfigurationMaxKeys: [
    "How many keys can be read at once.",
    "Nombre de clés lisibles en une fois.",
  ],
  HeartbeatInterval: ["Seconds between two signs of life.", "Secondes entre deux signes de vie."],
  LightIntensity: ["Brightness of the lamps, in %.", "Luminosité des voyants, en %."],
  LocalAuthListEnabled: [
    "Use the list of badges kept in the charger.",
    "Utiliser la liste de badges gardée dans la borne.",
  ],
  LocalAuthListMaxLength: [
    "How many badges the list in the charger can hold.",
    "Nombre de badges que la liste de la borne peut contenir.",
  ],
  LocalAuthorizeOffline: [
    "Without Borne, let the badges charge that the charger knows.",
    "Sans Borne, laisser charger les badges que la borne connaît.",
  ],
  LocalPreAuthorize: [
    "Start at once for a badge the charger knows, before Borne has answered.",
    "Démarrer aussitôt pour un badge connu, avant la réponse de Borne.",
  ],
  MaxChargingProfilesInstalled: [
    "How many limits the charger can hold.",
    "Nombre de limites que la borne peut garder.",
  ],
  MaxEnergyOnInvalidId: [
    "Wh that a car may still draw once its badge was refused.",
    "Wh encore accordés à une voiture dont le badge est refusé.",
  ],
  MeterValueSampleInterval: [
    "Seconds between meter readings during a charge (0: none).",
    "Secondes entre les relevés pendant une charge (0 : aucun).",
  ],
  MeterValuesAlignedData: [
    "What the readings on the clock contain.",
    "Contenu des relevés calés sur l’horloge.",
  ],
  MeterValuesAlignedDataMaxLength: [
    "How many quantities the readings on the clock can have.",
    "Nombre de grandeurs possibles dans les relevés calés sur l’horloge.",
  ],
  MeterValuesSampledData: [
    "What the readings during a charge contain.",
    "Contenu des relevés pendant une charge.",
  ],
  MeterValuesSampledDataMaxLength: [
    "How many quantities the readings during a charge can have.",
    "Nombre de grandeurs possibles dans les relevés pendant une charge.",
  ],
  MinimumStatusDuration: [
    "Seconds that a state must last before it is told.",
    "Secondes qu’un état doit durer avant d’être annoncé.",
  ],
  NumberOfConnectors: ["How many sockets or cables it has.", "Nombre de prises ou de câbles."],
  ReserveConnectorZeroSupported: [
    "Whether any free socket can be reserved, not only a certain one.",
    "Peut réserver une prise libre quelconque, pas seulement une précise.",
  ],
  ResetRetries: ["How often a restart is tried again.", "Nombre d’essais d’un redémarrage."],
  SecurityProfile: [
    "How the connection is secured: 0 open, 1 password, 2 and 3 encrypted.",
    "Protection de la connexion : 0 ouverte, 1 mot de passe, 2 et 3 chiffrée.",
  ],
  SendLocalListMaxLength: [
    "How many badges can be sent at once.",
    "Nombre de badges transmissibles en une fois.",
  ],
  StopTransactionOnEVSideDisconnect: [
    "End the charge when the cable is pulled out of the car.",
    "Terminer la charge quand le câble est retiré de la voiture.",
  ],
  StopTransactionOnInvalidId: [
    "End the charge when its badge is refused afterwards.",
    "Terminer la charge si son badge est refusé après coup.",
  ],
  StopTxnAlignedData: [
    "What the end of a charge tells of the readings on the clock.",
    "Relevés calés sur l’horloge transmis en fin de charge.",
  ],
  StopTxnAlignedDataMaxLength: [
    "How many quantities that can be.",
    "Nombre de grandeurs possibles pour ces relevés.",
  ],
  StopTxnSampledData: [
    "What the end of a charge tells of the readings during it.",
    "Relevés de la charge transmis à sa fin.",
  ],
  StopTxnSampledDataMaxLength: [
    "How many quantities that can be.",
    "Nombre de grandeurs possibles pour ces relevés.",
  ],
  SupportedFeatureProfiles: [
    "The parts of OCPP that the charger says it knows.",
    "Les parties d’OCPP que la borne dit connaître.",
  ],
  SupportedFeatureProfilesMaxLength: [
    "How many parts that can be.",
    "Nombre de parties possibles.",
  ],
  SupportedFileTransferProtocols: [
    "How it can fetch firmware and send logs.",
    "Comment elle peut chercher un micrologiciel et envoyer ses journaux.",
  ],
  TransactionMessageAttempts: [
    "How often a message about a charge is tried again.",
    "Nombre d’essais d’un message sur une charge.",
  ],
  TransactionMessageRetryInterval: [
    "Seconds to wait before such a message is tried again.",
    "Secondes d’attente avant de réessayer un tel message.",
  ],
  UnlockConnectorOnEVSideDisconnect: [
    "Release the cable at the charger when it is pulled out of the car.",
    "Libérer le câble côté borne quand il est retiré de la voiture.",
  ],
  WebSocketPingInterval: [
    "Seconds between two checks of the connection (0: none).",
    "Secondes entre deux vérifications de la connexion (0 : aucune).",
  ],
};

/** What a key of OCPP 1.6 means; null: it is the maker's own. */
export function meaning(key: string, language: Language): string | null {
  const found = KEYS[key];
  return found ? found[language === "fr" ? 1 : 0] : null;
}
