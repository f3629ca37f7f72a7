import base.comun.fechas
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cuentas', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tipo', models.CharField(choices=[('edicion', 'Edición'), ('carga', 'Carga inicial'), ('demostracion', 'Datos de demostración')], default='edicion', max_length=15, verbose_name='tipo')),
                ('en', models.DateTimeField(default=base.comun.fechas.ahora, verbose_name='fecha y hora')),
                ('motivo', models.CharField(blank=True, max_length=200, verbose_name='motivo')),
                ('clave', models.UUIDField(null=True, verbose_name='clave del formulario')),
                ('destino', models.CharField(blank=True, max_length=500, verbose_name='página a la que llevó')),
                ('por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='por')),
            ],
            options={
                'verbose_name': 'lote',
                'verbose_name_plural': 'lotes',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('por', 'clave'), name='bitacora_lote_una_vez', violation_error_message='Ese formulario ya se había recibido.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalUsuario',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('username', models.CharField(db_index=True, error_messages={'unique': 'Ya existe una cuenta con ese usuario.'}, max_length=60, validators=[django.contrib.auth.validators.ASCIIUsernameValidator(message='Use letras sin tilde, cifras y los signos @ . + - _')], verbose_name='usuario')),
                ('nombre', models.CharField(max_length=150, verbose_name='nombres y apellidos')),
                ('rol', models.CharField(choices=[('administrador', 'Administrador'), ('coordinador', 'Coordinador de la UGEL'), ('especialista', 'Especialista de la UGEL'), ('director', 'Director de la UGEL'), ('alcalde', 'Alcalde'), ('enlace', 'Enlace municipal'), ('dre', 'Dirección Regional (lectura)')], max_length=15, verbose_name='rol')),
                ('is_active', models.BooleanField(default=True, verbose_name='cuenta abierta')),
                ('is_superuser', models.BooleanField(default=False, editable=False, verbose_name='administra toda la instalación')),
                ('demostracion', models.BooleanField(default=False, editable=False, verbose_name='demostración')),
                ('creado_en', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='creado el')),
                ('history_change_reason', models.CharField(max_length=200, null=True, verbose_name='motivo')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lote', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bitacora.lote', verbose_name='lote')),
            ],
            options={
                'verbose_name': 'historical usuario',
                'verbose_name_plural': 'historical usuarios',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
