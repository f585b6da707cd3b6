{{- /* Names, labels and the pod that the three processes share. */}}
{{- define "tremplin.labels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .process }}
{{- end }}

{{- define "tremplin.env" -}}
{{- range $name, $key := dict "DATABASE_URL" "database-url" "TRACKER_DATABASE" "database-url" "REDIS_URL" "redis-url" "SECRET_KEY" "secret-key" "RASA_TOKEN" "rasa-token" "METRICS_TOKEN" "metrics-token" }}
- name: {{ $name }}_FILE
  value: /run/secrets/tremplin/{{ $key }}
{{- end }}
{{- $own := dict "PUBLIC_URL" (required "publicUrl: the address visitors know this service by" .Values.publicUrl) "RASA_URL" .Values.rasaUrl "ACTIONS_URL" (printf "http://%s-actions:5055" .Release.Name) "TRUSTED_PROXIES" .Values.trustedProxies "WEB_HOST" "0.0.0.0" "ACTIONS_HOST" "0.0.0.0" "LOG_FORMAT" "json" "LOG_LEVEL" "INFO" }}
{{- range $name, $value := merge (deepCopy .Values.settings) $own }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "tremplin.deployment" -}}
{{- $mine := index .root.Values .process }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .root.Release.Name }}-{{ .process }}
  labels: {{- include "tremplin.labels" . | nindent 4 }}
spec:
  replicas: {{ $mine.replicas }}
  strategy:
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  selector:
    matchLabels: {{- include "tremplin.labels" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "tremplin.labels" . | nindent 8 }}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 30
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        fsGroup: 10001
        seccompProfile: {type: RuntimeDefault}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "tremplin.labels" . | nindent 14 }}
      containers:
        - name: {{ .process }}
          image: "{{ .root.Values.image.repository }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}"
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args: [{{ .process }}]
          env: {{- include "tremplin.env" .root | nindent 12 }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          {{- if .port }}
          ports:
            - {name: http, containerPort: {{ .port }}}
          startupProbe:
            httpGet: {path: {{ .live }}, port: http}
            periodSeconds: 3
            failureThreshold: 40
          livenessProbe:
            httpGet: {path: {{ .live }}, port: http}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: {path: {{ .live }}, port: http}
            periodSeconds: 5
            timeoutSeconds: 3
          {{- end }}
          resources: {{- toYaml $mine.resources | nindent 12 }}
          volumeMounts:
            - {name: secrets, mountPath: /run/secrets/tremplin, readOnly: true}
            - {name: var, mountPath: /app/var}
            - {name: tmp, mountPath: /tmp}
      volumes:
        - name: secrets
          secret: {secretName: {{ .root.Values.existingSecret }}, defaultMode: 0440}
        - name: var
          emptyDir: {sizeLimit: 64Mi}
        - name: tmp
          emptyDir: {sizeLimit: 256Mi}
{{- end }}
