import django.contrib.auth.validators
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Usuario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('username', models.CharField(error_messages={'unique': 'Ya existe una cuenta con ese usuario.'}, max_length=60, unique=True, validators=[django.contrib.auth.validators.ASCIIUsernameValidator(message='Use letras sin tilde, cifras y los signos @ . + - _')], verbose_name='usuario')),
                ('nombre', models.CharField(max_length=150, verbose_name='nombres y apellidos')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='correo')),
                ('rol', models.CharField(choices=[('administrador', 'Administrador'), ('coordinador', 'Coordinador de la UGEL'), ('especialista', 'Especialista de la UGEL'), ('director', 'Director de la UGEL'), ('alcalde', 'Alcalde'), ('enlace', 'Enlace municipal'), ('dre', 'Dirección Regional (lectura)')], max_length=15, verbose_name='rol')),
                ('is_active', models.BooleanField(default=True, verbose_name='cuenta abierta')),
                ('is_superuser', models.BooleanField(default=False, editable=False, verbose_name='administra toda la instalación')),
                ('demostracion', models.BooleanField(default=False, editable=False, verbose_name='demostración')),
                ('creado_en', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='creado el')),
            ],
            options={
                'verbose_name': 'usuario',
                'verbose_name_plural': 'usuarios',
                'ordering': ['username'],
                'constraints': [models.CheckConstraint(condition=models.Q(('rol__in', ['administrador', 'coordinador', 'especialista', 'director', 'alcalde', 'enlace', 'dre'])), name='cuentas_usuario_rol_conocido', violation_error_message='El rol no es uno de los del portal.'), models.CheckConstraint(condition=models.Q(('is_superuser', False), ('rol', 'administrador'), _connector='OR'), name='cuentas_usuario_instalacion_es_administrador', violation_error_message='Solo un administrador puede administrar toda la instalación.'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='cuentas_usuario_correo_unico', violation_error_message='Ya existe una cuenta con ese correo.')],
            },
        ),
    ]
