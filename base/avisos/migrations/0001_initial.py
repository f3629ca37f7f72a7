import base.comun.fechas
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cuentas', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Aviso',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texto', models.CharField(max_length=300, verbose_name='texto')),
                ('enlace', models.CharField(max_length=500, verbose_name='página')),
                ('clave', models.CharField(max_length=120, verbose_name='de qué trata')),
                ('creado_en', models.DateTimeField(default=base.comun.fechas.ahora, verbose_name='creado el')),
                ('leido_en', models.DateTimeField(null=True, verbose_name='leído el')),
                ('usuario', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='para')),
            ],
            options={
                'verbose_name': 'aviso',
                'verbose_name_plural': 'avisos',
                'ordering': ['-creado_en', '-pk'],
                'indexes': [models.Index(fields=['usuario', 'leido_en'], name='avisos_aviso_bandeja')],
                'constraints': [models.UniqueConstraint(fields=('usuario', 'clave'), name='avisos_aviso_una_vez', violation_error_message='Ese aviso ya se dio.')],
            },
        ),
    ]
